"""``tandem decision``: any decision can be told, and made once more to the letter."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from server.clock import now
from server.services.trials.decisions import replay
from tests.server.webhooks.till import PROGRAMME, coffee, points_of


@pytest.fixture
def lived(till, coalition):
    """Purchases, returns, paying with points, a tier reached, a new version: everything that decides."""
    lines = [coffee("40.00"), {"sku": "X", "amount": "60.10"}]
    post = till.post
    till.post = lambda body: points_of(post(body))
    till.post(till.purchase("100.10", reference="P", lines=lines))
    till.post(till.event("transaction.returned", of="P", lines=[{"sku": "C"}], reference="A"))
    till.post(till.event("transaction.returned", of="P", amount="20.05", reference="B"))
    till.post(till.event("transaction.voided", of="P", reference="V"))
    assert post(till.event("transaction.returned", of="Q", amount="64.10", reference="W")).json["status"] == "parked"
    till.post(till.purchase("640.10", reference="Q"))
    till.post(till.purchase("1000.00", member="M-2"))
    till.post(till.purchase("5.00", points_paid=5, member="M-2"))
    till.post(till.purchase("0.00", points_paid=5, member="M-2", reference="F"))
    till.post(till.event("transaction.returned", of="F", member="M-2"))
    till.post(till.event("activity.survey"))
    coalition.publish(PROGRAMME.replace("points: matched.amount", "points: matched.amount * 3"))
    till.post(till.purchase("10.00", at=now()))


def test_every_decision_comes_out_as_it_was_made(lived, tandem):
    assert tandem("decision", "replay") == "12 decisions made once more; every one came out as it is stored.\n"


def test_only_decisions_from_then_on_are_made_once_more(lived, coalition, tandem):
    assert list(replay(coalition.engine, coalition.versions, now() + timedelta(seconds=1))) == []
    assert len(list(replay(coalition.engine, coalition.versions, now() - timedelta(hours=1)))) == 12


TAMPERED = {
    "the outcome": ("outcome", '"points":64,', '"points":65,'),
    "the facts": ("facts", '"amount":64.00', '"amount":65.00'),
    "the version": ("version", "", ""),
    "what was known of the past": ("facts", '"member":{"id"', '"member":{"growth":5,"id"'),
}


@pytest.mark.tampers
@pytest.mark.parametrize("column, old, new", list(TAMPERED.values())[:3], ids=list(TAMPERED)[:3])
def test_a_decision_that_was_tampered_with_is_named(till, coalition, tandem, column, old, new):
    till.post(till.purchase("64.00", reference="R7"))
    with coalition.engine.begin() as connection:
        drop = {"sqlite": "DROP TRIGGER event_no_update", "postgresql": "DROP TRIGGER event_append_only ON event"}
        connection.execute(text(drop[coalition.engine.dialect.name]))
        changed = text(f"UPDATE event SET {column} = replace({column}, :old, :new) || :more")  # noqa: S608
        connection.execute(changed, {"old": old or "\0" * (coalition.engine.dialect.name == "sqlite") or "#",
                                     "new": new, "more": "" if old else "0"})

    said = tandem("decision", "replay", code=1)

    assert "SHOP/R7" in said
    assert "1 of 1 decisions come out otherwise" in said


def test_a_decision_is_told_rule_by_rule(till, tandem):
    lines = [coffee("40.00"), {"sku": "X", "amount": "560.00"}]
    answer = till.post(till.purchase("600.00", reference="R7", lines=lines))

    told = tandem("decision", "show", answer.json["event"])

    assert told == tandem("decision", "show", "SHOP/R7")
    assert points_of(answer) == 740
    for line in ("transaction.completed SHOP/R7", "  event.amount = 600.00", "  accrual:base: paid", "    +600 PTS",
                 "  campaign:coffee: paid", "    +40 PTS (exactly 40", "paid by partner:SHOP:issued 40",
                 "  campaign:pot: paid"):
        assert line in told


def test_a_rule_that_did_not_pay_says_why_and_how_it_was_read(till, tandem):
    answer = till.post(till.purchase("64.00"))

    told = tandem("decision", "show", answer.json["event"])

    assert "campaign:pot: not paid, condition_false" in told
    assert "when: event.amount >= 500 → false" in told
    assert "no: event.amount >= 500 (event.amount is 64.00)" in told


def test_tools_read_a_decision_as_json(till, tandem):
    till.post(till.purchase("64.00", reference="R7"))

    told = json.loads(tandem("decision", "show", "SHOP/R7", "--format", "json"))

    assert {story["rule"]: story["outcome"] for story in told["stories"]} == {
        "accrual:base": "paid", "campaign:coffee": "no_lines_matched", "campaign:pot": "condition_false"}


@pytest.mark.parametrize("name", ["SHOP/nothing", "0" * 32, "what"])
def test_what_was_never_decided_is_said_so(coalition, tandem, name):
    assert f"unknown_decision: no decision is stored under {name}" in tandem("decision", "show", name, code=1)

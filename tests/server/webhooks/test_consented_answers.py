"""What an answer tells of what a member has elsewhere: nothing without its word, all of it with it."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.clock import now
from server.db import reading
from server.ledger.load import Asked, load
from server.models import Consent, Identity, Member
from server.services.personal.consent import give, history, withdraw
from server.services.points.converting import convert_points
from server.services.points.desk import Desk, Request
from tests.server.webhooks.till import open_coalition


@pytest.fixture
def coalition(engine, tmp_path):
    return open_coalition(engine, tmp_path)


@pytest.fixture
def ada(coalition, engine):
    """A member of the shop with points in two currencies; her id."""
    till = coalition.till()
    till.post(till.purchase("250.00", member="A", reference="first"))
    with Session(engine) as session:
        member = session.scalars(select(Identity.member_id)).one()
    convert_points(Desk(engine, coalition.versions), Request("C", member), "to-miles", 100)
    return member


@pytest.fixture
def say(engine):
    """``say(give, member, partner)`` in a commit of its own."""
    def say(word, *given, **more):
        with Session(engine) as session:
            word(session, *given, **more)
            session.commit()
    return say


def buys(coalition, reference):
    till = coalition.till()
    return till.post(till.purchase("10.00", member="A", reference=reference))


def tells(coalition, reference, kind="member.updated", member="A", **attributes):
    till = coalition.till()
    return till.post(till.event(kind, member=member, reference=reference, attributes=attributes))


def words(engine, member):
    with Session(engine) as session:
        return [(each.given, each.by, each.terms) for each in history(session, member)]


def test_without_a_word_the_answer_holds_the_event_and_the_partners_own_currency(coalition, ada):
    told = buys(coalition, "R").json

    assert (told["consents"], told["tier"], told["growth"]) == (False, None, None)
    assert told["balances"] == {"PTS": {"available": 160, "pending": 0}}
    assert (told["awards"][0]["points"], told["changes"][0]["points"]) == (10, 10)


def test_with_consent_it_holds_what_the_contract_says(coalition, ada, say):
    say(give, ada, "SHOP")

    told = buys(coalition, "R").json

    assert (told["consents"], told["tier"], told["growth"]) == (True, {"code": "", "changed": False}, 0)
    assert told["balances"] == {"MILE": {"available": 50, "pending": 0}, "PTS": {"available": 160, "pending": 0}}


def test_a_repeat_gets_the_first_bytes_whatever_was_said_meanwhile(coalition, ada, say):
    say(give, ada, "SHOP")
    body = coalition.till().purchase("10.00", member="A", reference="R")
    first = coalition.till().post(body)
    say(withdraw, ada, "SHOP")

    again = coalition.till().post(body)

    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert buys(coalition, "R2").json["consents"] is False


def test_events_of_one_batch_are_answered_by_the_same_line(coalition, ada, say):
    till = coalition.till()
    say(give, ada, "SHOP")

    results = till.batch([till.purchase("10.00", member=number, reference=f"B{number}") for number in ("A", "N", "A")])

    assert [each["answer"]["consents"] for each in results[:2]] == [True, False]


def test_a_return_tells_no_more_than_its_purchase(coalition, ada):
    till = coalition.till()
    buys(coalition, "R")

    told = till.post(till.event("transaction.returned", member="A", of="R", amount="10.00")).json

    assert (told["consents"], told["tier"], list(told["balances"])) == (False, None, ["PTS"])


def test_a_partner_hands_on_the_members_word_and_the_answer_goes_by_it(coalition, engine, ada):
    told = tells(coalition, "J", kind="member.joined", member="N", consents=True, consents_to="terms of May").json

    assert (told["consents"], told["growth"]) == (True, 0)
    with Session(engine) as session:
        (word,) = session.scalars(select(Consent)).all()
        assert (word.given, word.by, word.terms, word.seq) == (True, "SHOP", "terms of May", 1)
        assert session.get(Member, word.member_id).attributes == "{}"


@pytest.mark.parametrize("by", ["member", "eve"])
def test_a_partners_yes_never_goes_over_a_no_of_others(coalition, engine, ada, say, by):
    say(give, ada, "SHOP", by=by)
    say(withdraw, ada, "SHOP", by=by)

    assert tells(coalition, "U", consents=True).json["consents"] is False
    assert len(words(engine, ada)) == 2


def test_a_partners_no_always_counts_and_its_own_yes_can_be_said_again(coalition, engine, ada, say):
    say(give, ada, "SHOP")

    assert tells(coalition, "U1", consents=False).json["consents"] is False
    assert tells(coalition, "U2", consents=False).json["consents"] is False
    assert tells(coalition, "U3", consents=True).json["consents"] is True
    assert words(engine, ada) == [(True, "member", ""), (False, "SHOP", ""), (True, "SHOP", "")]


@pytest.mark.parametrize("word", ["yes", "true", 1, ""])
def test_consent_is_true_or_false(coalition, ada, word):
    answer = tells(coalition, "U", consents=word)

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/data/attributes/consents")


def test_a_word_at_one_partner_is_none_at_another(coalition, ada, engine, say):
    say(give, ada, "SHOP")
    with reading(engine) as connection:
        found = load(connection, [Asked(partner, member=ada) for partner in ("SHOP", "AIR", "")], now=now(),
                     locking=False)

    assert [found.words[place].given for place in range(3)] == [True, False, False]


def test_no_refusal_tells_how_many_points_there_are(coalition, ada):
    till = coalition.till()

    answer = till.post(till.purchase("10.00", member="A", reference="R", points_paid=100_000))

    assert answer.json["type"] == "/problems/insufficient_points"
    assert "150" not in json.dumps(answer.json)

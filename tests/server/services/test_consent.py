"""A partner is told what it reported itself; more only with the member's consent, from the next message on."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.gather import UnknownPartner
from server.clock import now
from server.db import reading
from server.jobs import outbox
from server.jobs.context import Context
from server.jobs.messages import ELSEWHERE
from server.models import Delivery, Endpoint, Identity
from server.services.personal.consent import allowed, give, history, share_by_default, standings, withdraw
from server.services.points.desk import UnknownMember
from tests.server.webhooks.till import open_coalition


@pytest.fixture
def coalition(engine, tmp_path):
    coalition = open_coalition(engine, tmp_path)
    with Session(engine) as session:
        session.add_all(Endpoint(id=f"to-{code}", partner=code, url="https://a.example/", created_at=now())
                        for code in ("SHOP", "AIR"))
        session.commit()
    return coalition


@pytest.fixture
def ada(coalition, engine):
    """A member of the shop with points; her id."""
    till = coalition.till()
    till.post(till.purchase("100.00", member="A", reference="first"))
    told(coalition)
    with Session(engine) as session:
        return session.scalars(select(Identity.member_id)).one()


@pytest.fixture
def say(engine):
    """``say(give, member, partner)`` in a commit of its own."""
    def say(word, *given_to):
        with Session(engine) as session:
            word(session, *given_to)
            session.commit()
    return say


def told(coalition):
    """What partners are told now that they were not before: pairs of partner and answer."""
    with Session(coalition.engine) as session:
        known = set(session.scalars(select(Delivery.id)))
    while outbox.turn(Context(coalition.engine, coalition.versions)):
        pass
    with Session(coalition.engine) as session:
        found = session.scalars(select(Delivery).where(Delivery.id.not_in(known)).order_by(Delivery.id)).all()
        return [(each.partner, json.loads(each.body)["data"]["answer"]) for each in found]


def buys(coalition, reference):
    till = coalition.till()
    assert till.post(till.purchase("10.00", member="A", reference=reference)).status_code == 200
    return told(coalition)


def test_without_a_word_a_partner_is_told_what_its_event_brought_and_not_what_the_member_has(coalition, ada):
    ((partner, answer),) = buys(coalition, "R")

    assert (partner, answer["awards"][0]["points"]) == ("SHOP", 10)
    assert not set(ELSEWHERE) & answer.keys()


def test_a_withdrawal_acts_on_the_next_message(coalition, ada, say):
    say(give, ada, "SHOP")
    whole = buys(coalition, "R1")
    say(withdraw, ada, "SHOP")

    assert whole[0][1]["balances"] == {"PTS": {"available": 110, "pending": 0}}
    assert "balances" not in buys(coalition, "R2")[0][1]


def test_consent_to_one_partner_is_none_to_another(coalition, ada, say):
    say(give, ada, "AIR")

    assert "balances" not in buys(coalition, "R")[0][1]


def test_a_partners_default_holds_until_the_member_says_something(coalition, ada, say):
    say(share_by_default, "SHOP", True)
    before = buys(coalition, "R1")
    say(withdraw, ada, "SHOP")

    assert "balances" in before[0][1]
    assert "balances" not in buys(coalition, "R2")[0][1]


def test_a_partner_never_hears_of_events_at_others_not_even_with_consent(coalition, ada, say):
    say(give, ada, "AIR")

    assert [partner for partner, _ in buys(coalition, "R")] == ["SHOP"]


def test_every_yes_and_no_is_kept_and_a_repetition_is_none(engine, coalition, ada, say):
    for word in (give, give, withdraw, give):
        say(word, ada, "SHOP")

    with Session(engine) as session:
        assert [(each.seq, each.given, each.by) for each in history(session, ada)] == [
            (1, True, "member"), (2, False, "member"), (3, True, "member")]
        assert {each.partner: each.given for each in standings(session, ada)} == {
            "SHOP": True, "AIR": False, "CLUB": False}


@pytest.mark.parametrize("member, partner, error", [("nobody", "SHOP", UnknownMember), ("", "GONE", UnknownPartner)])
def test_consent_needs_a_member_and_a_partner(engine, coalition, ada, member, partner, error):
    with Session(engine) as session, pytest.raises(error):
        give(session, member or ada, partner)


@given(words=st.lists(st.tuples(st.sampled_from(["SHOP", "AIR", "CLUB"]), st.booleans()), max_size=6),
       defaults=st.dictionaries(st.sampled_from(["SHOP", "AIR", "CLUB"]), st.booleans()))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_word_counts_else_the_default_for_any_history(engine, coalition, ada, say, words, defaults):
    with Session(engine) as session:
        for partner, shares in {"SHOP": False, "AIR": False, "CLUB": False, **defaults}.items():
            share_by_default(session, partner, shares)
        earlier = {each.partner: each.given for each in history(session, ada)}
        for partner, yes in words:
            (give if yes else withdraw)(session, ada, partner)
        session.commit()

    holds = {**defaults, **earlier, **dict(words)}
    with reading(engine) as connection:
        found = allowed(connection, [(ada, partner) for partner in ("SHOP", "AIR", "CLUB")])
    assert found == {(ada, partner) for partner, yes in holds.items() if yes}

"""A budget is what the version in force says: set when it takes effect, once, and what was given is never forgotten."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from server.clock import now
from server.db import reading
from server.ledger.check import check
from server.models import Budget, BudgetsSet
from server.programme_file import parse
from server.services.partners.held import accept, waiting
from server.services.programme.limits import Limits, set_due
from server.services.programme.publishing import publish, roll_back
from tests.server.webhooks.till import PROGRAMME, open_coalition, points_of

POT = 250
LARGER, SMALLER = (PROGRAMME.replace("budget: 250", f"budget: {points}") for points in (700, 100))
WITHOUT = PROGRAMME.replace("    budget: 250\n", "")
SOON = timedelta(hours=1)


@pytest.fixture
def coalition(engine, tmp_path):
    made = open_coalition(engine, tmp_path)
    yield made
    with reading(engine) as connection:
        assert list(check(connection)) == []


@pytest.fixture
def till(coalition):
    return coalition.till()


def pot(coalition):
    """Total, left, and given beyond; tranches count as left."""
    Limits(coalition.engine, coalition.versions).keep(now())
    with Session(coalition.engine) as session:
        budget = session.get(Budget, "pot")
        return budget and (budget.points_total, budget.points_left, budget.points_over)


def given(till, amount="500.00"):
    """Points beyond the base for a purchase large enough for the pot."""
    return points_of(till.post(till.purchase(amount, at=now()))) - int(float(amount))


def let_in(coalition, reference):
    """The answer of an event of the shop that a person lets in."""
    with Session(coalition.engine) as session:
        held = waiting(session, "SHOP", reference)
    return json.loads(accept(coalition.edge.intake, held, "eve", "known").body)


def test_a_version_for_later_leaves_todays_budget_alone(coalition, till):
    assert given(till) == 100

    coalition.publish(LARGER, now() + SOON)

    assert pot(coalition) == (POT, 150, 0)
    assert [given(till) for _ in range(3)] == [100, 50, 0]


def test_its_budget_is_set_when_its_time_has_come_and_only_once(coalition, till):
    given(till)
    coalition.publish(LARGER, now() + SOON)

    for _ in range(3):
        with Session(coalition.engine) as session:
            set_due(session, now() + SOON * 2)
            session.commit()

    assert pot(coalition) == (700, 600, 0)


def test_the_first_event_of_its_time_finds_its_budget(coalition, till):
    coalition.publish(WITHOUT)
    soon = now() + timedelta(minutes=2)
    coalition.publish(SMALLER, soon)
    events = [till.purchase("500.00", at=soon + timedelta(seconds=each)) for each in range(3)]

    assert [points_of(till.post(event)) - 500 for event in events] == [100, 0, 0]
    assert pot(coalition) == (100, 0, 0)


def test_a_held_event_that_is_let_in_finds_the_budget_of_its_time(engine, tmp_path):
    coalition = open_coalition(engine, tmp_path, WITHOUT)
    till = coalition.till()
    coalition.publish(SMALLER, now() + SOON)
    till.post(till.purchase("500.00", at=now() + SOON * 2, reference="H1"))

    with time_machine.travel(now() + SOON * 3, tick=False):
        answer = let_in(coalition, "H1")

        assert {each["rule"] for each in answer["changes"]} == {"accrual:base", "campaign:pot"}
        assert pot(coalition) == (100, 0, 0)


def test_what_was_given_beyond_a_cut_is_not_given_again_when_it_is_raised(coalition, till):
    assert [given(till) for _ in range(2)] == [100, 100]

    coalition.publish(SMALLER)
    assert (pot(coalition), given(till)) == ((100, 0, 100), 0)

    coalition.publish(LARGER)
    assert pot(coalition) == (700, 500, 0)


def test_what_comes_back_of_a_budget_that_was_cut_first_makes_up_for_what_went_beyond(coalition, till):
    bought = [till.purchase("500.00", at=now()) for _ in range(2)]
    for purchase in bought:
        till.post(purchase)
    coalition.publish(PROGRAMME.replace("budget: 250", "budget: 150"))
    assert pot(coalition) == (150, 0, 50)

    till.post(till.event("transaction.returned", at=now(), of=bought[0]["data"]["reference"], amount="500.00"))

    assert pot(coalition) == (150, 50, 0)


def test_a_version_rolled_back_to_sets_its_budget_again(coalition, till):
    first = coalition.versions.timeline.hashes[0]
    given(till)
    coalition.publish(LARGER)
    assert [given(till) for _ in range(2)] == [100, 100]

    with Session(coalition.engine) as session:
        roll_back(session, first)
    coalition.versions.refresh()

    assert pot(coalition) == (POT, 0, 50)
    assert given(till) == 0


def test_what_is_planned_still_comes_after_a_roll_back(coalition):
    coalition.publish(LARGER)
    coalition.publish(SMALLER, now() + SOON)
    with Session(coalition.engine) as session:
        roll_back(session, coalition.versions.timeline.hashes[0])

    assert pot(coalition) == (POT, POT, 0)
    with Session(coalition.engine) as session:
        set_due(session, now() + SOON * 2)
        session.commit()
    assert pot(coalition) == (100, 100, 0)


def test_a_version_for_the_past_changes_no_budget_that_a_newer_one_has_set(coalition):
    coalition.publish(LARGER)
    coalition.publish(SMALLER, now() - SOON)

    assert pot(coalition) == (700, 700, 0)
    with Session(coalition.engine) as session:
        assert session.query(BudgetsSet).count() == 3


def test_a_publication_that_is_not_committed_sets_nothing(coalition):
    with Session(coalition.engine) as session:
        session.commit = _fail
        with pytest.raises(RuntimeError, match="before the commit"):
            publish(session, parse(LARGER.encode()).programme)

    assert pot(coalition) == (POT, POT, 0)


def _fail():
    raise RuntimeError("before the commit")

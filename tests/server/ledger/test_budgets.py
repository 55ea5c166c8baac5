"""A budget that many writers want is given to the last point and never beyond, and nobody queues for it."""

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from rules.decision import Decision
from rules.state import Plan
from server.db import open_engine, writing
from server.ledger.budgets import GRANTS, PARTS, Budgets, Purse, call_back, give_back
from server.ledger.post import BudgetGone
from server.settings import Settings
from tests.databases import KINDS
from tests.server.ledger.granting import CODE, attempt, grant, granted, open_budget, race, standing
from tests.server.ledger.kept import NOON, VERSION, enrolment, posted, publish, written
from tests.tables import broken

NAMES = [f"m{number}" for number in range(6)]
LARGE = 32_000


@pytest.fixture
def ledger(engine):
    publish(engine)
    return engine


@pytest.fixture
def shop(new_tables):
    """A PostgreSQL database, for what SQLite has no need of."""
    engine = open_engine(Settings(database_url=new_tables("postgresql"), lock_wait_ms=200), ledger=True)
    publish(engine)
    written(engine, *(enrolment(name) for name in NAMES))
    open_budget(engine, LARGE)
    yield engine
    assert broken(engine) == []
    engine.dispose()


@pytest.mark.parametrize("points, want", [
    pytest.param(400, 7, id="from the row"),
    pytest.param(20_000, 40, id="in tranches"),
    pytest.param(5, 7, id="one cut"),
])
def test_partial_grants_end_at_the_last_point(ledger, points, want):
    open_budget(ledger, points)

    gave = race(ledger, NAMES, want)

    assert (sum(gave), standing(ledger)) == (points, (0, 0))
    assert sum(each != want for each in gave) <= 1


@pytest.mark.parametrize("points, want, rest", [(400, 30, 10), (60_100, 300, 100)])
def test_grants_of_all_or_nothing_leave_less_than_one(ledger, points, want, rest):
    open_budget(ledger, points)

    gave = race(ledger, NAMES, want, whole=True)

    assert (set(gave), sum(gave), sum(standing(ledger))) == ({want}, points - rest, rest)


@pytest.mark.parametrize("kind", KINDS)
def test_processes_share_a_budget_to_its_last_point(kind, new_tables):
    engine = open_engine(Settings(database_url=new_tables(kind)), ledger=True)
    publish(engine)
    written(engine, *(enrolment(name) for name in NAMES[:3]))
    open_budget(engine, 1_000)

    program = [sys.executable, "-m", "tests.server.ledger.granting"]
    url = engine.url.render_as_string(hide_password=False)
    each = [subprocess.Popen([*program, url, name], stdout=subprocess.PIPE, text=True) for name in NAMES[:3]]

    assert sum(int(process.communicate()[0]) for process in each) == 1_000
    assert standing(engine) == (0, 0)
    assert broken(engine) == []
    engine.dispose()


def test_two_writers_do_not_wait_for_each_others_commits(shop):
    """The first holds its transaction open; the second would give up after 200 ms."""
    one, two = Purse("one"), Purse("two")
    assert (grant(shop, one, "m0", 10), grant(shop, two, "m1", 10)) == (10, 10)

    with writing(shop) as first:
        granted(first, one, "m0", 10)

        assert attempt(shop, two, "m1", 10) == 10


def test_a_tranche_is_a_part_of_what_is_left_and_is_used_before_another_is_taken(shop):
    purse = Purse("writer")
    for _ in range(3):
        grant(shop, purse, "m0", 10)

    assert standing(shop) == (LARGE - LARGE // PARTS, LARGE // PARTS - 30)


def test_somebody_at_the_row_is_not_waited_for(shop):
    with writing(shop) as first:
        granted(first, Purse("first"), "m0", 10, exact=True)
        with writing(shop) as second:
            budgets = Budgets(second, Purse("second"), NOON, exact=False)

            assert budgets.read({CODE}) == {CODE: LARGE}
            assert budgets.charges.codes == frozenset()


def test_a_grant_larger_than_the_tranche_is_decided_on_all_there_is(shop):
    purse = Purse("writer")
    grant(shop, purse, "m0", 10)

    with pytest.raises(BudgetGone):
        attempt(shop, purse, "m0", 20_000)
    assert grant(shop, purse, "m0", 20_000) == 20_000


def test_a_small_budget_is_never_cut_into_tranches(ledger):
    written(ledger, enrolment("m0"))
    open_budget(ledger, PARTS * GRANTS * 10)
    purse = Purse("writer", {CODE: 11})

    grant(ledger, purse, "m0", 10)

    assert standing(ledger)[1] == 0


def test_a_writer_that_died_leaves_nothing_behind_that_others_cannot_give(shop):
    grant(shop, Purse("dead"), "m0", 10)

    assert attempt(shop, Purse("living"), "m1", LARGE, exact=True) == LARGE - 10
    assert standing(shop) == (0, 0)


@pytest.mark.parametrize("want, whole, gets", [
    pytest.param(150, True, 150, id="all or nothing"),
    pytest.param(250, False, 250, id="in part"),
    pytest.param(1_100, False, 1_090, id="more than there is"),
    pytest.param(1_100, True, 0, id="more than there is, all or nothing"),
])
def test_what_lies_in_another_writers_tranche_is_not_gone(shop, want, whole, gets):
    grant(shop, Purse("another"), "m0", 10)
    alone = Purse("alone", {CODE: LARGE})
    grant(shop, alone, "m1", LARGE - LARGE // PARTS - 100)
    assert standing(shop) == (100, LARGE // PARTS - 10)

    assert grant(shop, alone, "m1", want, whole=whole) == gets


def test_a_writer_whose_tranche_was_called_back_decides_anew(shop):
    purse = Purse("writer")
    with writing(shop) as connection:
        budgets = Budgets(connection, purse, NOON, exact=False)
        budgets.read({CODE})
    grant(shop, Purse("other"), "m1", LARGE)

    assert grant(shop, purse, "m0", 10) == 0


@pytest.mark.parametrize("owner, later, left", [
    pytest.param("writer", timedelta(0), LARGE, id="its own"),
    pytest.param("other", timedelta(0), LARGE - LARGE // PARTS, id="not another's"),
    pytest.param("other", timedelta(hours=2), LARGE, id="another's whose lease ran out"),
])
def test_tranches_are_put_back(shop, owner, later, left):
    with writing(shop) as connection:
        Budgets(connection, Purse("writer"), NOON, exact=False).read({CODE})

    with writing(shop) as connection:
        give_back(connection, Purse(owner), NOON + later)

    assert standing(shop)[0] == left


def test_what_a_return_brings_back_can_be_given_again(ledger):
    written(ledger, enrolment("m0"))
    open_budget(ledger, 100)
    assert grant(ledger, Purse("writer"), "m0", 100) == 100

    back = Decision(VERSION, "r1", spent_budgets={CODE: -40})
    written(ledger, posted("r1", Plan("m0", budgets={CODE: -40}, decision=back), kind="activity.quiz"))

    assert grant(ledger, Purse("writer"), "m0", 100) == 40


def test_tranches_are_called_back_before_a_budget_changes_its_size(shop):
    grant(shop, Purse("writer"), "m0", 10)

    with Session(shop) as session:
        assert call_back(session, CODE) == LARGE // PARTS - 10
        session.rollback()

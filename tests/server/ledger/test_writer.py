"""All of a batch or nothing, one effect a business key, and never more than is left."""

import sys

import pytest
from sqlalchemy.orm import Session

from rules.entries import Draw, Entry, Posting, Reason
from rules.facts import Use
from rules.state import Plan
from server.db import writing
from server.ledger.load import Asked, load
from server.ledger.post import WRITES, BudgetGone, NotPosted, post
from server.ledger.posted import Claimed, Parked, Posted, Profile, Work
from server.ledger.rows import rows_of
from server.models import Budget
from tests.rules.coalition import at
from tests.server.ledger.kept import NOON, accrued, dump, enrolment, loaded, posted, publish, written

MAIL = Work("w1", "notice", "{}", NOON)


@pytest.fixture
def ada(engine):
    """A database in which ada has joined."""
    publish(engine)
    written(engine, enrolment("ada"), enrolment("bob"))
    return engine


def budget(engine, code, left):
    with Session(engine) as session:
        session.add(Budget(code=code, kind="reward", points_total=100, points_left=left))
        session.commit()


def left_of(engine, code):
    with Session(engine) as session:
        return session.get(Budget, code).points_left


@pytest.mark.parametrize("item", [
    pytest.param(posted("e1", Plan("ada")), id="the very same again"),
    pytest.param(posted("e1", Plan("ada"), body_hash="other"), id="another body"),
    pytest.param(posted("e1", Plan("bob")), id="another member"),
    pytest.param(Parked("p1", Claimed("air", "e1"), "parked", "{}", "{}", "ada"), id="parked"),
    pytest.param(posted("join-ada", Plan("ada")), id="the event's own id"),
    pytest.param(posted("e9", Plan("new"), enrols=(Profile("new", identities=(("air", "A-ada"),)),)), id="a number"),
    pytest.param(posted("e9", Plan("nobody")), id="a member that does not exist"),
    pytest.param(posted("e9", Plan("ada"), settles=(("air", "p9"),)), id="nothing waits there"),
    pytest.param(posted("e9", Plan("ada", uses={Use("x", 0, "ada", "2026"): -1})), id="a use below nothing"),
    pytest.param(posted("e9", Plan("ada", budgets={"mug": 1})), id="a budget that does not exist"),
])
def test_what_cannot_be_posted_leaves_the_database_as_it_was(ada, item):
    written(ada, posted("e1", Plan("ada")))
    before = dump(ada)

    with pytest.raises(Exception, match=r"(?i)unique|duplicate|check|constraint|rows could be written"):
        written(ada, posted("e2", accrued("bob", 50)), item)

    assert dump(ada) == before


@pytest.mark.parametrize("points, left", [(99, 1), (100, 0)])
def test_a_budget_is_charged_to_its_last_point(ada, points, left):
    budget(ada, "mug", 100)

    written(ada, posted("e1", Plan("ada", budgets={"mug": points})))

    assert left_of(ada, "mug") == left


def test_a_budget_never_gives_a_point_more(ada):
    budget(ada, "mug", 100)

    with pytest.raises(BudgetGone, match="budget: 0 of 1 rows could be written"):
        written(ada, posted("e1", Plan("ada", budgets={"mug": 101})))

    assert left_of(ada, "mug") == 100


def test_what_comes_back_is_there_again_and_never_more_than_there_was(ada):
    budget(ada, "mug", 90)

    written(ada, posted("e1", Plan("ada", budgets={"mug": -10})))
    assert left_of(ada, "mug") == 100
    with pytest.raises(Exception, match="budget_within_bounds"):
        written(ada, posted("e2", Plan("ada", budgets={"mug": -1})))


def test_a_batch_sums_what_its_items_take(ada):
    budget(ada, "mug", 100)

    with pytest.raises(NotPosted):
        written(ada, posted("e1", Plan("ada", budgets={"mug": 60})), posted("e2", Plan("bob", budgets={"mug": 60})))
    written(ada, posted("e1", Plan("ada", budgets={"mug": 60})), posted("e2", Plan("bob", budgets={"mug": 40})))

    assert left_of(ada, "mug") == 0


def test_a_batch_that_opens_and_draws_one_lot_leaves_what_its_items_one_by_one_would(ada):
    batch = [posted("e1", accrued("ada", 50)), *(posted(f"b{n}", spent("ada", "e1.1", 20, f"b{n}")) for n in (1, 2))]

    written(ada, *batch)

    assert [(lot.id, lot.left) for lot in loaded(ada, "ada")["ada"].lots] == [("e1.1", 10)]


def spent(member, lot, points, event):
    """A burn from one lot."""
    legs = (Posting(f"member:{member}:available", "AIR", -points), Posting("partner:air:honoured", "AIR", points))
    return Plan(member, (Entry(f"{event}.1", "burn", at("2026-03-02"), Reason(event=event), legs,
                               draws=(Draw(lot, points, member),)),))


def test_a_parked_event_that_its_purchase_settles_in_the_same_batch_is_settled(ada):
    parked = Parked("r1", Claimed("air", "r1"), "parked", "{}", "{}", "ada", awaits="e1")

    written(ada, parked, posted("e1", Plan("ada"), settles=(("air", "r1"),)))

    with writing(ada) as connection:
        assert load(connection, [Asked("air", "e1", "A-ada")], now=NOON).waiting == {}


def test_work_is_written_with_what_makes_it_due(ada):
    written(ada, posted("e1", Plan("ada"), work=(MAIL,)))

    with writing(ada) as connection:
        assert connection.rows("SELECT id, kind, attempts FROM outbox") == [("w1", "notice", 0)]


def test_an_entry_that_posts_to_two_members_is_refused(ada):
    legs = (Posting("member:ada:available", "AIR", -5), Posting("member:bob:available", "AIR", 5))

    with pytest.raises(ValueError, match="several members"):
        written(ada, posted("e1", Plan("ada", (Entry("e1.1", "transfer", at("2026-03-02"), Reason(), legs),))))


def test_an_event_costs_two_statements_on_postgresql_and_one_a_table_on_sqlite(ada):
    item = posted("e1", accrued("ada", 50), work=(MAIL,))

    with writing(ada) as connection:
        load(connection, [Asked("air", "e1", "A-ada")], now=NOON)
        post(connection, [item], recorded_at=NOON)

        wanted = 2 if ada.dialect.name == "postgresql" else 1 + len(rows_of([item], NOON))
        assert connection.statements == wanted


def test_a_batch_costs_as_many_statements_as_one_event(ada):
    written(ada, *(enrolment(f"m{n}") for n in range(40)))
    items = [posted(f"e{n}", accrued(f"m{n}", 50, f"e{n}")) for n in range(40)]

    with writing(ada) as connection:
        post(connection, items, recorded_at=NOON)

        assert connection.statements == (1 if ada.dialect.name == "postgresql" else len(rows_of(items, NOON)))


def test_the_hot_way_makes_no_object_of_the_orm(ada):
    calls = set()

    def watch(frame, event, argument):
        calls.add(frame.f_globals.get("__name__", ""))

    sys.setprofile(watch)
    try:
        with writing(ada) as connection:
            load(connection, [Asked("air", "e1", "A-ada")], now=NOON)
            post(connection, [posted("e1", accrued("ada", 50))], recorded_at=NOON)
    finally:
        sys.setprofile(None)

    assert "server.ledger.post" in calls
    assert not {name for name in calls if name.startswith(("sqlalchemy.orm", "sqlalchemy.sql", "flask_sqlalchemy"))}


def test_every_row_has_as_many_values_as_its_write_has_columns():
    everything = Posted("e1", "x", Claimed("air", "e1"), NOON, accrued("ada", 5), work=(MAIL,),
                        enrols=(Profile("ada", identities=(("air", "1"),)),), profiles=(Profile("bob"),))
    rows = rows_of([everything], NOON)

    assert {write.name: len(write.columns) for write in WRITES if write.name in rows} == {
        name: len(found[0]) for name, found in rows.items()}

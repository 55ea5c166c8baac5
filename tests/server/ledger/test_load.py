"""What planning needs is read in one statement, as it stands under the members' locks."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from rules.facts import Counter, Use
from rules.state import PastEvent, Plan, TierChange, TierStanding
from server.db import reading, writing
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Parked, Profile
from server.ledger.reads import load_statement
from tests.server.ledger.kept import NOON, accrued, enrolment, loaded, posted, publish, written

SPRING = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def ada(engine):
    """A database in which ada has joined."""
    publish(engine)
    written(engine, enrolment("ada"))
    return engine


def read(engine, *asked, **more):
    with writing(engine) as connection:
        return load(connection, asked, now=NOON, **more)


def test_a_member_is_found_by_its_number_at_the_partner(ada):
    found = read(ada, Asked("air", "e1", "A-ada"))

    assert (found.member_of, found.states["ada"].number) == ({0: "ada"}, "A-ada")


def test_a_number_nobody_knows_has_no_member(ada):
    found = read(ada, Asked("air", "e1", "A-bob"), Asked("bee", "e1", "A-ada"))

    assert (found.member_of, dict(found.states)) == ({}, {})


def test_everything_of_a_member_is_read_back(ada):
    whole = Plan(
        "ada", uses={Use("double", 1, "ada", "2026-W10"): 30}, growth={"ada": 5},
        tags={"ada": frozenset({"vip", "new"})},
        progress={("stamps", "n"): Counter(Decimal("2.5"), ("tea",), SPRING, "2026-03-01")}, owed={("ada", "AIR"): 0},
        tiers=(TierChange("ada", "", TierStanding("gold", date(2026, 3, 1), None), rose=True),),
        past=PastEvent("e1", "activity.quiz", "air", SPRING, date(2026, 3, 1), Decimal("1.50"), {"AIR": 3},
                       {"tea": Decimal(2)}, 4),
    )
    told = '{"nps":9.5,"vip":true,"city":"上海"}'
    profile = Profile("ada", SPRING, date(1990, 4, 1), "hash", "bob", told, '{"AIR":"x"}')
    written(ada, posted("e1", whole, profiles=(profile,)))

    state = loaded(ada, "ada")["ada"]

    assert (state.used, state.growth, state.tags, state.progress) == (
        whole.uses, 5, {"vip", "new"}, whole.progress)
    assert (state.tier, state.past, state.joined_at, state.birthday, state.phone, state.referrer) == (
        whole.tiers[0].after, (whole.past,), SPRING, date(1990, 4, 1), "hash", "bob")
    assert (state.attributes, state.convert_to) == (
        {"nps": Decimal("9.5"), "vip": True, "city": "上海"}, {"AIR": "x"})


@pytest.mark.parametrize("since, found", [
    pytest.param(SPRING, 1, id="from its very instant"),
    pytest.param(SPRING + timedelta(microseconds=1), 0, id="from after it"),
    pytest.param(None, 1, id="all of it"),
])
def test_history_is_read_from_the_horizon_on(ada, since, found):
    past = PastEvent("e1", "activity.quiz", "air", SPRING, date(2026, 3, 1))
    written(ada, posted("e1", Plan("ada", past=past)))

    assert len(loaded(ada, "ada", past_since=since)["ada"].past) == found


@pytest.mark.parametrize("period, kept_for, found", [("2026-W10", 431, 0), ("2026-W10", 429, 1), ("lifetime", 4000, 1)])
def test_uses_of_periods_long_over_are_left_out(ada, period, kept_for, found):
    use = Use("double", 0, "ada", period)
    with writing(ada) as connection:
        post(connection, [posted("e1", Plan("ada", uses={use: 1}))], recorded_at=NOON - timedelta(days=kept_for))

    assert len(loaded(ada, "ada")["ada"].used) == found


def test_who_brought_a_member_is_read_with_it_when_asked_for(ada):
    brought = replace(enrolment("bob"), enrols=(Profile("bob", NOON, referrer="ada", identities=(("air", "A-bob"),)),))
    written(ada, brought)

    assert set(read(ada, Asked("air", "e1", "A-bob"), referrers=True).states) == {"ada", "bob"}
    assert set(read(ada, Asked("air", "e1", "A-bob")).states) == {"bob"}


def test_a_business_key_that_was_taken_comes_with_its_first_answer(ada):
    written(ada, posted("e1", Plan("ada"), body_hash="abc"))

    answer = read(ada, Asked("air", "e1", "A-ada"), Asked("air", "e2", "A-ada")).first_answers

    assert set(answer) == {0}
    assert (answer[0].body_hash, answer[0].member, answer[0].event, answer[0].answer) == (
        "abc", "ada", "e1", '{"event":"e1"}')


def test_a_parked_return_is_found_by_its_purchase_and_not_after_it_is_settled(ada):
    written(ada, Parked("r1", Claimed("air", "r1", "abc"), "parked", '{"of":"e1"}', '{"status":"parked"}', "ada",
                        awaits="e1"))

    found = read(ada, Asked("air", "e1", "A-ada"), Asked("air", "r1", "A-ada"))
    assert [(each.reference, each.body) for each in found.waiting[0]] == [("r1", '{"of":"e1"}')]
    assert found.first_answers[1].answer == '{"status":"parked"}'

    written(ada, posted("e1", Plan("ada"), settles=(("air", "r1"),)))
    assert read(ada, Asked("air", "e1")).waiting == {}
    assert read(ada, Asked("air", "r1")).first_answers[0].answer == '{"status":"parked"}'


def test_a_batch_is_read_in_one_statement(ada):
    written(ada, *(enrolment(f"m{number}") for number in range(50)))

    with writing(ada) as connection:
        load(connection, [Asked("air", f"e{number}", f"A-m{number}") for number in range(50)], now=NOON)
        assert connection.statements == 1


def test_who_waited_for_a_lock_reads_what_was_written_meanwhile(ada):
    """PostgreSQL reads what is beside the locked row as it was before the wait; SQLite waits as a whole."""
    seen = []

    def second():
        with writing(ada) as connection:
            found = load(connection, [Asked("air", "e1", "A-ada")], now=NOON)
            seen.append((found.states["ada"].available("AIR"), 0 in found.first_answers, connection.statements))

    thread = threading.Thread(target=second)
    with writing(ada) as connection:
        load(connection, [Asked("air", "e1", "A-ada")], now=NOON)
        thread.start()
        until_someone_waits(ada)
        post(connection, [posted("e1", accrued("ada", 50))], recorded_at=NOON)
    thread.join()

    assert seen == [(50, True, 2 if ada.dialect.name == "postgresql" else 1)]


def test_a_purchase_that_waited_finds_the_return_that_was_parked_meanwhile(ada):
    found = []

    def purchase():
        found.append(read(ada, Asked("air", "e1", "A-ada")).waiting)

    thread = threading.Thread(target=purchase)
    with writing(ada) as connection:
        load(connection, [Asked("air", "r1", "A-ada")], now=NOON)
        thread.start()
        until_someone_waits(ada)
        parked = Parked("r1", Claimed("air", "r1"), "parked", "{}", "{}", "ada", awaits="e1")
        post(connection, [parked], recorded_at=NOON)
    thread.join()

    assert [each.reference for each in found[0][0]] == ["r1"]


def test_the_rows_of_members_are_sorted_before_they_are_locked(ada):
    if ada.dialect.name == "sqlite":
        assert "FOR UPDATE" not in load_statement("sqlite", referrers=False)
        return
    with writing(ada) as connection:
        plan = connection.rows(f"EXPLAIN {load_statement('postgresql', referrers=False)}", (None, 0, "[]"))

    steps = [line.split("->")[-1].split()[0] for (line,) in plan if "->" in line]
    assert steps[steps.index("LockRows") + 1] == "Sort"


def test_members_are_locked_in_one_order_whatever_order_they_are_asked_in(ada):
    """Two that lock in opposite orders would wait for each other for ever."""
    written(ada, enrolment("bob"))
    names, turns = ["ada", "bob"], 30

    def lock(order):
        for turn in range(turns):
            with writing(ada) as connection:
                load(connection, [Asked(member=name) for name in order], now=NOON)
                post(connection, [posted(f"{order}{turn}{name}", Plan(name)) for name in order], recorded_at=NOON)

    threads = [threading.Thread(target=lock, args=(order,)) for order in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read(ada, Asked("air", f"{names}{turns - 1}ada"), Asked("air", f"{names[::-1]}{turns - 1}bob")
                ).first_answers.keys() == {0, 1}


def until_someone_waits(engine):
    """Return once another connection waits for a lock; SQLite does not tell, and there it does not matter."""
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            if connection.rows(waits)[0][0]:
                return

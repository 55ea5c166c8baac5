"""Facts as they are gathered: local time, age, bucket, balances of the day."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from rules.compiling.compiler import compile_programme
from rules.entries import Lot
from rules.gather import (
    UnknownPartner,
    age_on,
    balances_on,
    bucket_of,
    days_to_birthday,
    has_birthday,
    local_time,
    member_facts,
    store_facts,
)
from rules.shape import read
from rules.state import MemberState, TierStanding

PROGRAMME = read({
    "code": "p", "name": "P", "zone": "Asia/Shanghai", "money": "CNY",
    "currencies": [{"code": "PTS", "name": "Points"}],
    "partners": [
        {"code": "home", "name": "Home", "currency": "PTS"},
        {"code": "abroad", "name": "Abroad", "currency": "PTS", "zone": "Europe/Berlin",
         "stores": [{"code": "ny", "zone": "America/New_York", "tags": ["airport"]}, {"code": "hh"}]},
    ],
    "accruals": [{"code": "base", "points": "matched.amount"}],
    "tiers": [{"code": "basic", "name": "Basic"}, {"code": "gold", "name": "Gold", "qualify": "member.growth > 9"}],
}).programme
COMPILED = compile_programme(PROGRAMME, "v1")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("partner, store, hour", [
    pytest.param("home", "", 20, id="programme"),
    pytest.param("abroad", "", 13, id="partner"),
    pytest.param("abroad", "hh", 13, id="store without a zone"),
    pytest.param("abroad", "unknown", 13, id="unknown store"),
    pytest.param("abroad", "ny", 7, id="store"),
])
def test_time_is_local_to_the_store_else_the_partner_else_the_programme(partner, store, hour):
    assert local_time(PROGRAMME, partner, store, NOON).hour == hour


def test_a_store_is_seen_with_its_tags_and_the_zone_that_counts():
    assert store_facts(PROGRAMME, "abroad", "ny").tags == {"airport"}
    assert store_facts(PROGRAMME, "abroad", "hh").zone == "Europe/Berlin"


def test_an_unknown_partner_is_refused_by_name():
    with pytest.raises(UnknownPartner, match="nobody"):
        local_time(PROGRAMME, "nobody", "", NOON)


def test_buckets_are_stable_and_spread_evenly():
    counts = Counter(bucket_of(f"member-{number}") for number in range(20_000))

    assert [bucket_of(name) for name in ("ada", "ben", "eva", "fay")] == [98, 94, 10, 3]
    assert set(counts) == set(range(100))
    assert max(counts.values()) < 300


@pytest.mark.parametrize("on, age, kept", [
    (date(2026, 2, 27), 25, False), (date(2026, 2, 28), 25, True), (date(2026, 3, 1), 26, False),
    (date(2028, 2, 28), 27, False), (date(2028, 2, 29), 28, True),
])
def test_a_leap_day_is_kept_on_the_last_of_february(on, age, kept):
    assert age_on(date(2000, 2, 29), on) == age
    assert has_birthday(date(2000, 2, 29), on) is kept


@pytest.mark.parametrize("birthday, on, days", [
    pytest.param(date(1990, 1, 1), date(2026, 12, 29), 3, id="over the turn of the year"),
    pytest.param(date(1990, 12, 31), date(2027, 1, 2), -2, id="just been last year"),
    pytest.param(date(1990, 3, 15), date(2026, 3, 15), 0, id="today"),
    pytest.param(date(2000, 2, 29), date(2026, 3, 1), -1, id="leap day in a common year"),
    pytest.param(date(1990, 7, 1), date(2027, 12, 31), 183, id="two as near"),
    pytest.param(date(1990, 1, 1), date(9999, 12, 31), -364, id="the last day there is"),
    pytest.param(None, date(2026, 3, 15), None, id="unknown"),
])
def test_the_nearest_birthday_may_lie_in_another_year(birthday, on, days):
    assert days_to_birthday(birthday, on) == days


@pytest.mark.parametrize("day, points", [(date(2026, 6, 30), 145), (date(2026, 7, 1), 45)])
def test_a_balance_counts_lots_through_their_last_day_less_what_is_owed(day, points):
    lots = (Lot("a", "m", "PTS", 100, 100, date(2026, 6, 30)), Lot("b", "m", "PTS", 50, 50),
            Lot("c", "m", "PTS", 70, 70, pending=True))

    assert balances_on(COMPILED, MemberState("m", lots=lots, owed={"PTS": 5}), day) == {"PTS": points}


@pytest.mark.parametrize("held, seen, rank", [("", "basic", 0), ("gold", "gold", 1), ("abolished", "basic", 0)])
def test_a_member_without_a_known_tier_is_in_the_lowest(held, seen, rank):
    member = member_facts(COMPILED, MemberState("m", tier=TierStanding(held)), NOON)

    assert (member.tier, member.tier_rank) == (seen, rank)


def test_nothing_is_made_up_about_a_member_of_whom_little_is_known():
    member = member_facts(COMPILED, MemberState("m"), NOON)

    assert (member.age, member.birthday, member.joined_at) == (None, None, None)
    assert (member.birthday_today, member.birthday_month) == (False, False)

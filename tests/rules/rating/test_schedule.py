"""When a campaign runs: its life, its windows, the zone whose clock counts."""

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.programme import Schedule, Window
from rules.rating.schedule import inside, running
from tests.rules.rating.given import SHANGHAI, at

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def wall(text):
    return datetime.fromisoformat(text)


MARCH = Schedule(starts_at=wall("2026-03-01"), ends_at=wall("2026-04-01"))


@pytest.mark.parametrize("moment, runs", [
    ("2026-02-28 23:59:59.999999", False), ("2026-03-01 00:00", True), ("2026-03-31 23:59:59", True),
    ("2026-04-01 00:00", False),
])
def test_a_life_is_half_open_in_local_time(moment, runs):
    assert running(MARCH, at(moment)) is runs
    assert running(MARCH, at(moment, NEW_YORK)) is runs


def test_a_campaign_may_name_the_zone_of_its_life_and_windows():
    there = Schedule(starts_at=wall("2026-03-01"), windows=(Window(from_time=time(9)),), zone="America/New_York")

    assert not running(there, at("2026-03-01 21:59"))
    assert running(there, at("2026-03-01 22:00"))
    assert not running(there, at("2026-03-01 12:00"))


FOLD = [("2026-10-25 00:29", False), ("2026-10-25 00:30", True), ("2026-10-25 00:59", True),
        ("2026-10-25 01:00", True), ("2026-10-25 01:29", True), ("2026-10-25 01:30", True)]


@pytest.mark.parametrize("instant, runs", FOLD)
def test_a_life_that_begins_in_the_hour_that_comes_twice_begins_once(instant, runs):
    begins = Schedule(starts_at=wall("2026-10-25 02:30"))
    ends = Schedule(ends_at=wall("2026-10-25 02:30"))

    local = at(instant, UTC).astimezone(BERLIN)

    assert (running(begins, local), running(ends, local)) == (runs, not runs)


def test_a_life_that_begins_in_the_hour_that_is_skipped_begins_after_the_jump():
    begins = Schedule(starts_at=wall("2026-03-29 02:30"))

    assert not running(begins, at("2026-03-29 01:59", BERLIN))
    assert running(begins, at("2026-03-29 03:30", BERLIN))


@pytest.mark.parametrize("moment, runs", [
    ("2026-03-06 21:59", False), ("2026-03-06 22:00", True), ("2026-03-07 01:59:59", True),
    ("2026-03-07 02:00", False), ("2026-03-07 22:00", False), ("2026-03-06 01:00", False),
])
def test_a_window_over_midnight_belongs_to_the_day_it_begins_on(moment, runs):
    assert inside(Window(days=("fri",), from_time=time(22), until_time=time(2)), wall(moment)) is runs


@pytest.mark.parametrize("window, days", [
    pytest.param(Window(month_days=(1, -1)), [1, 31], id="first and last of the month"),
    pytest.param(Window(days=("sat", "sun"), weeks=(-1,)), [30, 31], id="last Saturday and Sunday"),
    pytest.param(Window(days=("tue",), weeks=(2,)), [12], id="second Tuesday"),
    pytest.param(Window(days=("mon",), weeks=(-2, 1)), [4, 18], id="first Monday and last but one"),
    pytest.param(Window(days=("fri",), months=(6,)), [], id="another month"),
    pytest.param(Window(days=("fri",), month_days=(8, 9)), [8], id="all parts must hold"),
])
def test_days_of_may_2026(window, days):
    assert [day for day in range(1, 32) if inside(window, wall(f"2026-05-{day:02d} 12:00"))] == days


@pytest.mark.parametrize("window, clocks", [
    (Window(from_time=time(8), until_time=time(10)), ["08:00", "09:59"]),
    (Window(until_time=time(8)), ["00:00", "07:59"]),
    (Window(from_time=time(10)), ["10:00", "23:59"]),
    (Window(from_time=time(10), until_time=time(0)), ["10:00", "23:59"]),
    (Window(from_time=time(9), until_time=time(9)), ["00:00", "07:59", "08:00", "09:59", "10:00", "23:59"]),
])
def test_times_of_a_window_are_half_open(window, clocks):
    tried = ["00:00", "07:59", "08:00", "09:59", "10:00", "23:59"]

    assert [clock for clock in tried if inside(window, wall(f"2026-05-05 {clock}"))] == clocks


@over(moment=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
      zone=st.sampled_from([SHANGHAI, BERLIN, NEW_YORK, timezone(timedelta(hours=5, minutes=45))]))
def test_a_fixed_offset_rates_as_its_zone_does(moment, zone):
    local = moment.astimezone(zone)
    fixed = local.replace(tzinfo=timezone(local.utcoffset()))
    window = Schedule(windows=(Window(days=("mon", "sat"), from_time=time(20), until_time=time(4)),))

    assert running(window, local) == running(window, fixed)

"""Calendar periods and rolling lengths."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import CALENDAR, first_day, last_day, month_later, next_first_day, rolling, window_start

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize("start, months, end", [
    pytest.param("2026-01-31", 1, "2026-02-28", id="a shorter month ends it"),
    pytest.param("2024-02-29", 12, "2025-02-28", id="a leap day has no anniversary"),
    pytest.param("2026-12-15", 1, "2027-01-15", id="into the next year"),
    pytest.param("2026-03-31", -1, "2026-02-28", id="backwards"),
])
def test_months_keep_the_day_or_take_the_last_one(start, months, end):
    assert month_later(date.fromisoformat(start), months) == date.fromisoformat(end)


@given(DAYS, st.sampled_from(CALENDAR))
def test_a_day_lies_between_the_ends_of_its_period(day, period):
    assert first_day(period, day) <= day <= last_day(period, day)
    assert first_day(period, next_first_day(period, day)) == next_first_day(period, day)


def test_weeks_start_on_monday_and_quarters_on_their_first_month():
    assert first_day("week", date(2026, 3, 8)) == date(2026, 3, 2)
    assert first_day("quarter", date(2026, 12, 31)) == date(2026, 10, 1)


def test_a_period_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        first_day("fortnight", date(2026, 3, 8))


@pytest.mark.parametrize("text, length", [
    pytest.param("30 days", (30, "days"), id="days"),
    pytest.param("1 week", (7, "days"), id="a week is seven days"),
    pytest.param("2 years", (24, "months"), id="years are months"),
    pytest.param("168 hours", (168, "hours"), id="hours"),
    pytest.param("month", None, id="a calendar period is no length"),
    pytest.param("some days", None, id="no number"),
    pytest.param("", None, id="nothing"),
])
def test_rolling_lengths_are_read(text, length):
    assert rolling(text) == length


def test_a_rolling_day_is_24_hours_though_the_clock_changes():
    after_change = datetime(2026, 3, 29, 12, tzinfo=BERLIN)

    assert window_start("1 day", after_change) == datetime(2026, 3, 28, 11, tzinfo=BERLIN)


def test_rolling_months_keep_the_time_on_the_wall():
    assert window_start("1 month", datetime(2026, 4, 29, 12, tzinfo=BERLIN)).isoformat() == "2026-03-29T12:00:00+02:00"


def test_a_calendar_window_starts_at_local_midnight():
    assert window_start("month", datetime(2026, 4, 29, 12, tzinfo=BERLIN)).astimezone(UTC).isoformat() == (
        "2026-03-31T22:00:00+00:00")

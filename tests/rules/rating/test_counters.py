"""Counters: streaks, runs with an end, periods, different values, late events."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.compiled import CompiledProgress
from rules.facts import Counter, Scope
from rules.programme import Progress
from rules.rating.counters import moved, standing
from tests.rules.rating.given import at, bought


class Says:
    """An expression that answers with a function of the event."""

    def __init__(self, answer):
        self.answer = answer

    def value(self, facts, scope):
        return self.answer(facts.event)


def counted(progress, moments, *, add=None, distinct=None, starts=None, when=lambda event: True):
    """Values a rule reads at each moment, with the event."""
    rule = CompiledProgress("n", Says(when), add and Says(add), distinct and Says(distinct), starts and Says(starts))
    counter, values = Counter(), []
    for moment in moments:
        facts = bought("10.00", moment)
        value = standing(progress, counter, facts.event.occurred_at).value
        after = moved(rule, progress, counter, facts, Scope())
        values.append(int(after.value if after is not counter else value))
        counter = after
    return values


def days(*numbers, clock="12:00"):
    return [f"2026-03-{number:02d} {clock}" for number in numbers]


@pytest.mark.parametrize("unit, moments, values", [
    pytest.param("day", days(1, 2, 2, 3, 5, 6), [1, 2, 2, 3, 1, 2], id="a missed day"),
    pytest.param("week", days(1, 2, 8, 9, 23), [1, 2, 2, 3, 1], id="weeks begin on Monday"),
    pytest.param("month", ["2025-12-31 12:00", "2026-01-01 12:00", "2026-03-01 12:00"], [1, 2, 1], id="over new year"),
    pytest.param("day", days(2, 3, 1, 4), [1, 2, 0, 3], id="a late event counts nowhere"),
])
def test_a_streak_counts_units_in_a_row(unit, moments, values):
    assert counted(Progress("n", "x", streak=unit), moments) == values


def test_a_streak_within_a_calendar_month_begins_again_with_it():
    moments = ["2026-03-30 12:00", "2026-03-31 12:00", "2026-04-01 12:00", "2026-04-02 12:00"]

    assert counted(Progress("n", "x", streak="day", period="month"), moments) == [1, 2, 1, 2]


def test_a_sum_begins_again_with_its_period_and_late_events_of_an_earlier_one_count_nowhere():
    moments = ["2026-03-31 12:00", "2026-04-01 12:00", "2026-03-31 13:00", "2026-04-02 12:00"]

    assert counted(Progress("n", "x", period="month"), moments, add=lambda event: event.amount) == [10, 10, 0, 20]


def test_a_run_without_a_start_begins_with_what_it_counts_and_again_after_its_end():
    assert counted(Progress("n", "x", within="7 days"), days(1, 7, 8, 9, 15)) == [1, 2, 1, 2, 1]


@pytest.mark.parametrize("within, end", [
    ("90 minutes", "2026-03-01 13:30"), ("24 hours", "2026-03-02 12:00"), ("2 weeks", "2026-03-15 12:00"),
    ("1 month", "2026-04-01 12:00"),
])
def test_a_run_is_half_open(within, end):
    before = (at(end) - timedelta(seconds=1)).isoformat()[:19]

    assert counted(Progress("n", "x", within=within), ["2026-03-01 12:00", before]) == [1, 2]
    assert counted(Progress("n", "x", within=within), ["2026-03-01 12:00", end]) == [1, 1]


def opts_in(event):
    return event.occurred_at.day in (2, 9)


def test_a_counter_with_a_start_counts_only_inside_its_run_and_can_start_again():
    progress = Progress("n", "x", starts="y", within="5 days")

    assert counted(progress, days(1, 2, 3, 7, 8, 9, 10), starts=opts_in) == [0, 1, 2, 0, 0, 1, 2]


def test_an_event_before_the_start_counts_nowhere_though_it_arrives_later():
    assert counted(Progress("n", "x", starts="y"), days(2, 1, 3), starts=opts_in) == [1, 0, 2]


def test_different_values_count_once_and_nothing_is_no_value():
    kinds = {1: "tea", 2: ["tea", "coffee", ""], 3: "", 4: ["bread"]}

    assert counted(Progress("n", "x"), days(1, 2, 3, 4), distinct=lambda event: kinds[event.occurred_at.day]) == [
        1, 2, 2, 3]


def test_a_counter_that_the_event_does_not_move_stays_the_very_same():
    before = Counter(Decimal(3), started_at=at("2026-03-01"))
    rule = CompiledProgress("n", Says(lambda event: False), None, None, None)

    assert moved(rule, Progress("n", "x"), before, bought("1.00"), Scope()) is before

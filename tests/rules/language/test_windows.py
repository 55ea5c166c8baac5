"""Lengths of the past, as written and as they are kept."""

import pytest

from rules.facts import Need
from rules.language import check
from rules.language.windows import canonical_window
from rules.vocabulary.sample import SETTING


@pytest.mark.parametrize("text, kept", [
    ("lifetime", "lifetime"), ("month", "month"), ("1 day", "1 days"), ("30 days", "30 days"), ("2 weeks", "14 days"),
    ("168 hours", "168 hours"), ("12 months", "12 months"), ("2 years", "24 months"), ("3660 days", "3660 days"),
])
def test_a_window_has_one_form(text, kept):
    assert canonical_window(text) == kept


@pytest.mark.parametrize("text", [
    "", "days", "30", "30days", "30  days", "-1 days", "0 days", "1.5 days", "3661 days", "121 months", "11 years",
    "87601 hours", "30 Days", "999999 days", "３０ days",
])
def test_anything_else_is_no_window(text):
    assert canonical_window(text) is None


@pytest.mark.parametrize("text, need", [
    ('history.spend("30 days", "AIR") > 1', Need("spend", "30 days", "AIR")),
    ('history.orders("2 weeks") > 1', Need("orders", "14 days")),
    ('history.events("activity.check_in", "week") > 1', Need("events", "week", "", "activity.check_in")),
    ('history.last_at("transaction.completed", "AIR") == null',
     Need("last_at", "lifetime", "AIR", "transaction.completed")),
    ('history.quantity("coffee", "month", "AIR") > 1', Need("quantity", "month", "AIR", "coffee")),
    ("history.days_in_row() > 1", Need("days_in_row")),
    ('history.weeks_in_row("member.joined", "AIR") > 1', Need("weeks_in_row", "lifetime", "AIR", "member.joined")),
    ('history.points("12 months", "JOY") > 1', Need("points", "12 months", "", "JOY")),
    ('history.used("year") > 1', Need("used", "year")),
    ('history.partners("quarter") > 1', Need("partners", "quarter")),
])
def test_a_called_word_names_the_figure_of_the_past_it_needs(text, need):
    assert check(text, "condition", SETTING).needs == {need}


def test_needs_and_words_are_those_of_the_whole_expression():
    checked = check('history.orders("day") > 1 or (member.known and history.orders("day") > 2) '
                    'or history.used("day") > event.amount', "condition", SETTING)

    assert checked.needs == {Need("orders", "day"), Need("used", "day")}
    assert checked.words == ("history.orders", "member.known", "history.used", "event.amount")


def test_words_name_attributes_counters_and_the_referrer():
    checked = check('referrer.tier == member.tier and event.attributes.gift and progress.orders > 2',
                    "condition", SETTING)

    assert checked.words == ("referrer.tier", "member.tier", "event.attributes.gift", "progress.orders")

"""An expression explained: its parts as written, how they turned out, what they read."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.compiling.steps import value_text
from tests.rules.compiling.given import AT, FACTS, SCOPE, compiled, facts


def told(text, given=FACTS, place="condition"):
    """Steps as text, one line each, indented by depth."""
    marks = {True: "yes", False: "no", None: "-"}
    return [f"{'  ' * step.depth}{marks[step.outcome]} {step.text}" + "".join(
        f" [{word} {value}]" for word, value in step.words) for step in compiled(text, place).steps(given, SCOPE)]


def test_each_part_is_told_as_it_was_written_with_the_words_it_read():
    assert told("event.amount >= 50 and (member.tier == 'base' or event.hour in {9, 10})") == [
        "yes event.amount >= 50 [event.amount 50.00]",
        "yes member.tier == 'base' or event.hour in {9, 10}",
        "  no member.tier == 'base' [member.tier gold]",
        "  yes event.hour in {9, 10} [event.hour 9]",
    ]


def test_parts_that_were_not_reached_have_no_outcome():
    assert told("event.amount > 99 and member.known and not (member.tier == 'gold' or event.hour == 9)") == [
        "no event.amount > 99 [event.amount 50.00]", "- member.known",
        "- not (member.tier == 'gold' or event.hour == 9)",
        "  - member.tier == 'gold' or event.hour == 9", "    - member.tier == 'gold'", "    - event.hour == 9",
    ]


def test_a_part_that_fails_has_no_outcome_but_its_words():
    assert told("event.amount / event.tax > 5 and member.known", facts(tax=Decimal(0))) == [
        "- event.amount / event.tax > 5 [event.amount 50.00] [event.tax 0]", "- member.known"]


def test_words_of_lines_are_told_once_for_each_value():
    assert told("$any([l.category == 'coffee' and l.amount > 30 for l in event.lines])") == [
        "yes $any([l.category == 'coffee' and l.amount > 30 for l in event.lines])"
        " [event.lines 2] [line.category coffee, tea] [line.amount 40, 10]"]


def test_called_words_are_told_with_what_they_were_asked():
    assert told("member.balance('AIR') >= 100 and event.attributes.color == 'red'") == [
        "yes member.balance('AIR') >= 100 [member.balance('AIR') 250]",
        "yes event.attributes.color == 'red' [event.attributes.color red]"]


def test_an_award_is_one_step():
    assert told("(event.amount / 5).floor", place="award") == ["yes (event.amount / 5).floor [event.amount 50.00]"]


@pytest.mark.parametrize("value, text", [
    (True, "true"), (None, "null"), (Decimal("1E+3"), "1000"), (Decimal("2.50"), "2.50"), ("x", "x"),
    (frozenset({"b", "a"}), "a, b"), (("a", Decimal(1)), "a, 1"), ((object(), object()), "2"),
    (AT, "2026-03-03T09:15:00+08:00"), (timedelta(days=1), "1 day, 0:00:00"),
])
def test_values_are_told_in_short(value, text):
    assert value_text(value) == text

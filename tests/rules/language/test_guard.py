"""Nothing that could hang, exhaust or break the server is ever built."""

import inspect
import sys

import pytest

from rules.language import check
from rules.language.guard import FINE_DIGITS, LONGEST, MOST_BRACKETS, MOST_TOKENS, WHOLE_DIGITS
from rules.language.tokens import tokens_of
from rules.vocabulary.sample import SETTING
from tests.rules.language.hostile import HOSTILE
from tests.rules.language.reading import codes, value_of


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_expression_is_refused(text):
    checked = check(text, "condition", SETTING)

    assert checked.tree is None
    assert any(finding.severity == "error" for finding in checked.findings)


def test_there_are_forty_hostile_expressions():
    assert len(HOSTILE) == 40


@pytest.mark.parametrize("length, refused", [(LONGEST - 1, False), (LONGEST, False), (LONGEST + 1, True)])
def test_a_text_has_a_longest_length(length, refused):
    text = "event.amount > 5".ljust(length)

    assert ("too_long" in codes(text)) == refused


@pytest.mark.parametrize("text, count, refused", [
    ("$count([" + "1," * 746 + "--1])", MOST_TOKENS, False), ("$count([" + "1," * 747 + "-1])", MOST_TOKENS + 1, True),
])
def test_words_and_signs_are_counted(text, count, refused):
    assert len(tokens_of(text)[0]) == count
    assert codes(text, "award") == (["too_many_signs"] if refused else [])


@pytest.mark.parametrize("depth, refused", [(MOST_BRACKETS - 1, False), (MOST_BRACKETS, False),
                                            (MOST_BRACKETS + 1, True)])
def test_brackets_have_a_greatest_depth(depth, refused):
    assert ("too_nested" in codes("(" * depth + "true" + ")" * depth)) == refused


@pytest.mark.parametrize("parts, refused", [(60, False), (95, False), (99, True), (200, True)])
def test_a_chain_of_conditions_has_a_greatest_length(parts, refused):
    text = " or ".join(f"event.day == {day % 31}" for day in range(parts))

    assert ("too_deep" in codes(text)) == refused


@pytest.mark.parametrize("number, refused", [
    ("9" * WHOLE_DIGITS, False), ("9" * (WHOLE_DIGITS + 1), True), ("0." + "1" * FINE_DIGITS, False),
    ("0." + "1" * (FINE_DIGITS + 1), True), ("1e17", False), ("1e18", True), ("1e-12", False), ("1e-13", True),
    ("0x1F", True), ("inf", True), ("nan", True),
])
def test_numbers_have_a_greatest_size_and_fineness(number, refused):
    assert bool({"number_too_large", "refused_value"} & set(codes(number, "number"))) == refused


@pytest.mark.parametrize("text, refused", [
    ("2 ** 9", False), ("2 ** 10", True), ("2 ** -1", True), ("2 ** event.amount", True), ("event.amount ** 2", False),
])
def test_powers_are_small_and_written_out(text, refused):
    assert ("power" in codes(text, "award")) == refused


def test_what_is_refused_does_not_hide_other_findings():
    assert codes('event.channel =~ "a" and evnt.amount > 5') == ["refused_operator", "unknown_word"]


def test_a_list_may_follow_a_list_but_not_stand_inside_one():
    after = "$sum([a for a in [l.amount for l in event.lines] if a > 1])"

    assert value_of(after) == 367
    assert codes("$any([$any([a > b for a in [1, 2]]) for b in [1, 2]])") == ["nested_lists"]


@pytest.mark.parametrize("left", [30, 60])
def test_a_caller_deep_in_its_own_calls_is_answered_too(left):
    text = " or ".join(["event.amount > 5"] * 90)

    checked = from_below(sys.getrecursionlimit() - len(inspect.stack(0)) - left, text)

    assert checked.tree is None
    assert [finding.code for finding in checked.findings] == ["too_deep"]


def from_below(calls, text):
    """What reading answers after so many calls."""
    return from_below(calls - 1, text) if calls else check(text, "condition", SETTING)


def test_results_that_grow_too_large_fail_when_read_or_when_run():
    assert codes("(999999999999999999 ** 9) > 1") == ["no_result"]

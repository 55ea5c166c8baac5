"""Warnings about rules that run, but hardly mean what they say."""

from datetime import date

import pytest

from rules.language import check
from rules.vocabulary.sample import SETTING
from tests.rules.language.reading import codes, findings, underlined

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize("text", [
    "event.hour == 24", "event.hour > 23", "event.month in {13, 14}", "member.bucket < 0", "1 == 2",
    "event.amount > 5 and event.amount < 5", "event.amount >= 5 and event.amount < 5",
    'member.tier == "gold" and member.tier == "silver"', 'member.tier == "gold" and member.tier in {"silver"}',
    'event.channel == "app" and event.channel != "app"', "member.known and not member.known",
    "event.amount != event.amount", "event.amount < event.amount", "false and member.known",
    'event.occurred_at >= d"2026-03-02" and event.occurred_at < d"2026-03-01"',
    "not (event.hour >= 0)", 'history.orders("day") < 0', "event.hour == 5 and event.hour not in {5, 6}",
])
def test_what_never_holds_is_told(text):
    assert findings(text) == [("always_false", text, "")]


@pytest.mark.parametrize("text", [
    "event.hour >= 0", "event.hour < 24", "1 < 2", "event.amount > 5 or event.amount <= 5",
    "event.amount == event.amount", "member.known or not member.known", "true or member.known",
    'member.tier != "gold" or member.tier != "silver"', "not (event.hour == 24)",
    "event.day in {1, 2} or event.day != 1",
])
def test_what_always_holds_is_told(text):
    assert findings(text) == [("always_true", text, "")]


@pytest.mark.parametrize("text", [
    "event.hour >= 1", "event.hour < 23", "event.amount >= 5 and event.amount <= 5", "true", "false",
    'event.amount > 5 or event.amount < 5', 'member.tier == "gold" or member.tier == "silver"',
    "event.amount > 5 and event.tax < 5", "event.hour == 5 and event.hour in {5, 6}",
    'history.orders("day") > 5 and history.orders("week") < 5', 'history.orders("day") == 0',
    '$any([l.amount > 5 for l in event.lines]) and $any([l.amount < 5 for l in event.lines])',
])
def test_what_may_hold_or_not_is_left_alone(text):
    assert codes(text) == []


def test_only_the_outermost_fixed_part_is_told():
    text = "event.amount > 5 and (event.hour == 24 and event.month == 13 or member.known)"

    assert findings(text) == [("always_false", "event.hour == 24 and event.month == 13", "")]


def test_a_fixed_part_is_a_warning_and_the_rule_still_runs():
    checked = check("event.hour == 24", "condition", SETTING)

    assert checked.tree is not None
    assert {finding.severity for finding in checked.findings} == {"warning"}


@pytest.mark.parametrize("text, told", [
    pytest.param('event.occurred_at < d"2026-03-02"', True, id="ended yesterday"),
    pytest.param('event.occurred_at < d"2026-03-03"', True, id="ended this midnight"),
    pytest.param('event.occurred_at <= d"2026-03-03T00:01"', False, id="ends today"),
    pytest.param('event.occurred_at < d"2026-03-04"', False, id="ends tomorrow"),
    pytest.param('event.occurred_at.date == d"2026-03-01"', True, id="one day that is past"),
    pytest.param('event.occurred_at > d"2026-01-01"', False, id="began long ago"),
    pytest.param('member.known and event.occurred_at < d"2026-03-01"', True, id="beside something else"),
    pytest.param('member.known or event.occurred_at < d"2026-03-01"', False, id="as an alternative"),
    pytest.param('d"2026-03-01" > event.occurred_at', True, id="the other way round"),
])
def test_a_window_that_is_past_is_told(text, told):
    assert codes(text, today=TODAY) == (["window_past"] if told else [])
    assert codes(text) == []


@pytest.mark.parametrize("text, narrowed", [
    ('partner.code == "AIR"', True), ("event.amount >= 100", True),
    ('event.amount > 1 and member.tier == "gold"', True),
    ("(member.age ?? 0) > 60", False), ('partner.code == "AIR" or (member.age ?? 0) > 60', False),
    ('$any([l.category == "tea" for l in event.lines])', True), ("member.birthday&.month == event.month", False),
])
def test_a_rule_that_no_index_can_narrow_is_told(text, narrowed):
    found = check(text, "condition", SETTING).findings

    assert [finding.code for finding in found] == ([] if narrowed else ["not_narrowed"])
    assert [underlined(check(text, "condition", SETTING), finding.span) for finding in found] == [text] * len(found)


def test_only_conditions_of_campaigns_need_narrowing():
    assert not check("(member.age ?? 0) > 60", "audience", SETTING).findings

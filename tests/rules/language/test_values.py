"""Texts written out in a rule are held to the values the programme knows."""

import pytest

from rules.language import Setting, check
from tests.rules.language.reading import codes, findings


@pytest.mark.parametrize("text, where, suggestion", [
    ('member.tier == "Platnum"', '"Platnum"', '"platinum"'),
    ('"glod" == referrer.tier', '"glod"', '"gold"'),
    ('member.tier in {"gold", "sliver"}', '"sliver"', '"silver"'),
    ('partner.code != "GROCERY"', '"GROCERY"', '"GROCER"'),
    ('"travle" in partner.tags', '"travle"', '"travel"'),
    ('event.type == "transaction.complete"', '"transaction.complete"', '"transaction.completed"'),
    ('event.weekday in ["sat", "sunday"]', '"sunday"', '"sun"'),
    ('({"gold": 2, "platnum": 3}&[member.tier] ?? 1) > 1', '"platnum"', '"platinum"'),
    ('member.balance("AIRR") > 5', '"AIRR"', '"AIR"'),
    ('history.spend("30 days", "GROCR") > 5', '"GROCR"', '"GROCER"'),
    ('history.events("activity check_in", "week") > 5', '"activity check_in"', ""),
    ('$round(event.amount, 2, "halfup") > 5', '"halfup"', '"half_up"'),
])
def test_a_value_that_a_word_cannot_take_is_underlined(text, where, suggestion):
    assert findings(text) == [("unknown_value", where, suggestion)]


@pytest.mark.parametrize("text", [
    'member.tier == ""', 'event.store == ""', 'event.type == "activity.anything_new"', 'event.channel == "whatever"',
    '"any label" in member.tags', 'history.quantity("any category", "month") > 1',
])
def test_open_values_and_empty_texts_are_taken(text):
    assert codes(text) == []


def test_a_list_that_the_programme_leaves_empty_is_not_checked():
    assert not check('member.tier == "gold"', "condition", Setting()).findings


@pytest.mark.parametrize("window, suggestion", [
    ("30 dyas", '"30 days"'), ("0 days", '"90 days"'), ("fortnight", ""), ("5000 days", '"30 days"'), ("", ""),
])
def test_a_window_that_does_not_exist_is_underlined(window, suggestion):
    found = findings(f'history.spend("{window}") > 5')

    assert found == [("bad_window", f'"{window}"', found[0][2])]
    assert bool(found[0][2]) == bool(suggestion)

"""What people write out of habit is understood well enough to say how it is written here."""

import time

import pytest

from rules.language import check
from rules.vocabulary.sample import SETTING
from tests.rules.language.hostile import HOSTILE
from tests.rules.language.reading import codes, findings


@pytest.mark.parametrize("text, place, finding", [
    ("event.amount >= 1,000", "condition", ("meant_sign", "1,000", "1000")),
    ("event.amount >= 1,234,567.5", "condition", ("meant_sign", "1,234,567", "1234567")),
    ("event.amount >= 100元", "condition", ("meant_sign", "100元", "100")),
    ("matched.amount * 5%", "award", ("meant_sign", "5%", "(5 / 100)")),
    ('event.weekday in ("sat", "sun")', "condition", ("meant_sign", 'in ("sat", "sun")', 'in {"sat", "sun"}')),
    ("event.amount between 100 and 200", "condition",
     ("meant_sign", "event.amount between 100 and 200", "event.amount >= 100 and event.amount <= 200")),
    ('member.tags contains "vip"', "condition",
     ("meant_sign", 'member.tags contains "vip"', '"vip" in member.tags')),
    ("event.channel is 'app'", "condition", ("meant_sign", "is", "==")),
    ("event.channel is not 'app'", "condition", ("meant_sign", "is not", "!=")),
    ("history.orders(30 days) > 3", "condition", ("meant_sign", "30 days", '"30 days"')),
    ("member.tier == gold", "condition", ("unknown_word", "gold", '"gold"')),
    ("min([event.amount, 5])", "award", ("unknown_word", "min", "$min")),
    ("$min(5, event.amount)", "award", ("argument_count", "$min(5, event.amount)", "$min([5, event.amount])")),
    ('event.occurred_at >= "2026-03-01"', "condition",
     ("wrong_operands", 'event.occurred_at >= "2026-03-01"', 'event.occurred_at >= d"2026-03-01"')),
    ('event.category == "coffee"', "condition",
     ("unknown_word", "event.category", "[l.category for l in event.lines]")),
])
def test_a_habit_is_answered_with_how_it_is_written_here(text, place, finding):
    assert findings(text, place) == [finding]


@pytest.mark.parametrize("text, place", [
    ("event.amount % 5 == 0 and event.amount in {100, 200}", "condition"),
    ('event.channel == "1,000 is 5%"', "condition"),
    ("$count([1,200]) + 5 % 3", "award"), ('event.reference == "a contains b" and event.amount > 1', "condition"),
])
def test_what_only_looks_like_a_habit_is_left_alone(text, place):
    assert codes(text, place) == []


@pytest.mark.parametrize("text", [
    *HOSTILE.values(), "x" * 4090 + " ,", "1," * 2000 + ",", "is " * 1300, "5% " * 1300, "in (" + "a," * 2000,
    "(1 between " * 370,
])
def test_a_refusal_takes_less_than_two_hundred_milliseconds(text):
    check("event.amount > 1", "condition", SETTING)
    begun = time.process_time()

    assert check(text, "condition", SETTING).tree is None
    assert time.process_time() - begun < 0.2

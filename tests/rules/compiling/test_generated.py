"""What generated code must get right: each case is a trap in which plain Python answers differently."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Context, Decimal, localcontext

import pytest

from rules.errors import RuleFailure
from rules.facts import Line, Need
from rules.language import evaluate
from tests.rules.compiling.given import AT, FACTS, LINES, SCOPE, compiled, facts


class Text(str):
    """A text of another class."""

    __slots__ = ()


@pytest.mark.parametrize("text, given, expected", [
    pytest.param("event.tax == 5 and member.known", {"member": {"known": "yes"}}, True,
                 id="and gives a flag, not its last value"),
    pytest.param("event.tax == 0 or member.known", {"member": {"known": "yes"}}, True, id="or gives a flag"),
    pytest.param('member.tier == "gold"', {"member": {"tier": Text("gold")}}, False, id="equal of another class"),
    pytest.param('member.tier != "gold"', {"member": {"tier": Text("gold")}}, True, id="unequal of another class"),
    pytest.param("event.before_discounts == true", {"before_discounts": 1}, False, id="1 is not true"),
    pytest.param("event.amount == 1", {"amount": True}, False, id="true is not 1"),
    pytest.param("event.amount == 0.1", {"amount": 0.1}, True, id="a float is what it shows"),
    pytest.param("event.amount in {0.1, 2}", {"amount": 0.1}, True, id="a float in a set is what it shows"),
    pytest.param("event.points_paid == 3.0", {}, True, id="an int compares as a number"),
    pytest.param("(member.age ?? 0) > 29.5", {}, True, id="an int against a fraction"),
    pytest.param("member.age == null", {"member": {"age": None}}, True, id="absent is null"),
    pytest.param("(member.age ?? 17) < 18", {"member": {"age": None}}, True, id="a default for an int"),
    pytest.param('event.type in {"transaction.completed"}', {"type": ["x"]}, False, id="a list in a set of texts"),
    pytest.param('"bio" in [l.sku for l in event.lines]', {"lines": ()}, False, id="nothing in an empty list"),
    pytest.param("$any([l.amount >= 30 for l in event.lines])", {"lines": [LINES[0]]}, True, id="lines as a list"),
    pytest.param("$all([l.amount >= 300 for l in event.lines])", {"lines": ()}, True, id="all of none"),
])
def test_a_condition_means_what_the_interpreter_says(text, given, expected):
    rule = compiled(text)

    assert rule.value(facts(**given), SCOPE) is expected
    assert bool(evaluate(rule.checked, facts(**given), SCOPE)) is expected
    assert not rule.is_interpreted


@pytest.mark.parametrize("text, given, expected", [
    pytest.param("event.points_paid", {}, "3", id="an int becomes a number"),
    pytest.param("event.points_paid + 0", {"points_paid": 10**30}, "1.000000000000000000000000000E+30",
                 id="28 digits, also of an int"),
    pytest.param("1 / 3 * event.tax", {"tax": Decimal(1)}, "0.3333333333333333333333333333", id="28 digits"),
    pytest.param("(0 - event.tax) // 2", {}, "-2", id="whole division goes toward zero"),
    pytest.param("(0 - event.tax) % 2", {}, "-1", id="the rest has the sign of the dividend"),
    pytest.param("((0 - event.tax) / 2).floor", {}, "-3", id="floor goes down"),
    pytest.param("$sum([l.amount for l in event.lines if l.sku == 'zz'])", {}, "0", id="the sum of none"),
    pytest.param("([l.amount for l in event.lines]).length", {}, "2", id="the length of a list"),
    pytest.param("$count([l.sku for l in event.lines if l.amount > 30])", {}, "1", id="a count of some"),
    pytest.param("$round(event.tax / 2)", {}, "3", id="half up"),
])
def test_a_number_is_exact(text, given, expected):
    rule = compiled(text, "award")

    assert str(rule.value(facts(**given), SCOPE)) == expected == str(evaluate(rule.checked, facts(**given), SCOPE))
    assert not rule.is_interpreted


@pytest.mark.parametrize("text, given", [
    pytest.param("event.amount >= 5", {"amount": None}, id="nothing to compare"),
    pytest.param("event.amount >= 5", {"amount": True}, id="a flag to compare"),
    pytest.param("event.amount >= 5", {"amount": "12"}, id="a text to compare"),
    pytest.param("event.amount >= 5", {"amount": Decimal("NaN")}, id="not a number to compare"),
    pytest.param("100 / event.tax > 1", {"tax": Decimal(0)}, id="division by zero"),
    pytest.param("event.amount * event.amount > 1", {"amount": Decimal("1E+60")}, id="beyond all numbers"),
    pytest.param("$min([l.amount for l in event.lines]) > 1", {"lines": ()}, id="the least of none"),
    pytest.param("event.lines[5].amount > 1", {}, id="a line that is not there"),
    pytest.param("$any([l.amount > 30 for l in event.lines])", {"lines": (LINES[0], None)}, id="a later line fails"),
    pytest.param("history.spend('30 days') > 1", {}, id="a figure that was not gathered"),
])
def test_what_cannot_be_computed_is_a_failure_of_the_rule(text, given):
    rule = compiled(text)

    for ask in (rule.value, rule.mask, rule.interpreted):
        with pytest.raises(RuleFailure):
            ask(facts(**given), SCOPE)


@pytest.mark.parametrize("text, moment, expected", [
    ("event.occurred_at < d'2026-03-03T09:15'", AT, False),
    ("event.occurred_at >= d'2026-03-03T09:15'", AT.astimezone(UTC).replace(tzinfo=UTC), False),
    ("event.occurred_at == d'2026-03-03T01:15:00+00:00'", AT, True),
    ("event.weekday == 'tue' and event.hour == 9", AT, True),
    ("event.hour == 9", AT.replace(tzinfo=None), True),
])
def test_times_without_an_offset_are_those_of_the_event(text, moment, expected):
    assert compiled(text).value(facts(occurred_at=moment), SCOPE) is expected


def test_a_birthday_begins_at_midnight_where_the_event_is():
    rule = compiled("(member.birthday ?? d'1970-01-01') == d'1990-02-28'")

    assert rule.value(facts(member={"birthday": date(1990, 2, 28)}), SCOPE) is True
    assert rule.value(facts(member={"birthday": datetime(1990, 2, 28, tzinfo=UTC)}), SCOPE) is False


@pytest.mark.parametrize("text, expected", [
    ("progress.n >= 4 and progress.n_before < 4", True), ("matched.amount == 40", True),
    ("member.balance('AIR') == 250 and member.balance('JOY') == 0", True),
    ("'vip' in member.tags and 'new' not in member.tags", True),
    ("event.attributes.color == 'red' and not event.attributes.gift", True),
    ("history.orders('lifetime', 'AIR') == 0", True),
])
def test_every_kind_of_word_is_read(text, expected):
    given = facts(history={Need("orders", "lifetime", "AIR"): Decimal(0)})

    assert compiled(text).value(given, SCOPE) is expected
    assert not compiled(text).is_interpreted


@pytest.mark.parametrize("text, mask", [
    ("event.amount > 1 and member.tier == 'gold' and event.hour == 9", 0b111),
    ("event.amount > 1 and member.tier == 'base' and event.hour == 9", 0b001),
    ("event.amount > 99 and member.tier == 'gold'", 0b000),
    ("event.amount > 1 and (event.hour == 9 or event.hour == 10)", 0b11),
    ("event.amount > 1 or event.hour == 9", 0b1),
    ("event.hour == 9 and 100 / event.amount > 0", 0b11),
])
def test_a_mask_has_a_bit_for_each_part_up_to_the_first_that_fails(text, mask):
    rule = compiled(text)

    assert rule.mask(FACTS, SCOPE) == mask == rule.interpreted_mask(FACTS, SCOPE)
    assert (mask == rule.full) is rule.value(FACTS, SCOPE)


def test_what_stands_after_the_first_failing_part_is_not_evaluated():
    rule = compiled("event.amount > 99 and 100 / event.tax > 1")

    assert rule.mask(facts(tax=Decimal(0)), SCOPE) == 0
    assert rule.value(facts(tax=Decimal(0)), SCOPE) is False


def test_a_number_in_a_mask_counts_as_true():
    rule = compiled("event.amount", "award")

    assert (rule.full, rule.mask(FACTS, SCOPE), rule.mask(facts(amount=Decimal(0)), SCOPE)) == (1, 1, 0)


@pytest.mark.parametrize("context", [Context(prec=3), Context(Emax=5, Emin=-5), Context(rounding="ROUND_UP")])
def test_the_arithmetic_of_the_thread_changes_nothing(context):
    rule = compiled("event.amount / 7 * 1000000", "award")

    with localcontext(context):
        assert str(rule.value(FACTS, SCOPE)) == "7142857.142857142857142857143"


def test_what_the_emitter_does_not_know_stays_with_the_interpreter():
    rule = compiled("event.lines[event.points_paid - 2].amount == 10 and event.amount > 1")

    assert rule.is_interpreted
    assert (rule.value(FACTS, SCOPE), rule.mask(FACTS, SCOPE), rule.full) == (True, 3, 3)


def test_generated_code_reaches_nothing_but_what_it_was_given():
    rule = compiled("event.amount > 1")
    rule.value(FACTS, SCOPE)

    known = rule.value.__globals__
    assert known["__builtins__"] == {}
    assert not {"open", "eval", "getattr", "__import__"} & known.keys()


def test_one_rule_serves_many_zones():
    rule = compiled("event.occurred_at >= d'2026-03-03T09:00'")
    zones = [datetime(2026, 3, 3, 9, tzinfo=UTC).astimezone(AT.tzinfo), datetime(2026, 3, 3, 9, tzinfo=UTC)]

    assert [rule.value(replace(FACTS, event=replace(FACTS.event, occurred_at=at)), SCOPE) for at in zones] == [True] * 2


def test_a_line_filter_reads_the_line_it_is_given():
    rule = compiled("line.category == 'coffee' and 'bio' in line.tags", "line")

    kept = [rule.value(FACTS, replace(SCOPE, line=line)) for line in (*LINES, Line())]
    assert kept == [True, False, False]

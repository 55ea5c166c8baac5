"""The reference interpreter: exact, local in time, independent of the machine, failing in one way only."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_UP, Context, Decimal, localcontext
from zoneinfo import ZoneInfo

import pytest

from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from rules.language import check, evaluate
from rules.vocabulary.sample import FACTS, SCOPE, SETTING
from tests.rules.language.reading import value_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(moment: datetime) -> Facts:
    """The sample facts at another local time."""
    return replace(FACTS, event=replace(FACTS.event, occurred_at=moment))


def test_numbers_are_exact_decimals():
    value = value_of("0.1 + 0.2 + event.amount * 0")

    assert value == Decimal("0.3")
    assert type(value) is Decimal


@pytest.mark.parametrize("text, value", [
    ("-7 // 2", -3), ("-7 % 2", -1), ("(-7 / 2).floor", -4), ("(7 / 2).ceiling", 4),
    ("1 / 3 * 3", Decimal("0." + "9" * 28)),
])
def test_whole_parts_cut_toward_zero_and_floor_goes_down(text, value):
    assert value_of(text) == value


@pytest.mark.parametrize("context", [Context(prec=3), Context(prec=3, rounding=ROUND_UP), Context(Emax=2)])
def test_the_decimal_context_of_the_thread_does_not_matter(context):
    with localcontext(context):
        assert value_of("event.amount / 3 + 2 / 3") == Decimal("123.0000000000000000000000000")


@pytest.mark.parametrize("moment, holds", [
    (datetime(2026, 3, 1, 0, 0, tzinfo=BERLIN), True),
    (datetime(2026, 2, 28, 23, 59, 59, tzinfo=BERLIN), False),
    (datetime(2026, 3, 1, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai")), True),
])
def test_a_time_without_an_offset_is_read_on_the_wall_of_the_store(moment, holds):
    assert value_of('event.occurred_at >= d"2026-03-01"', "condition", at(moment)) is holds


def test_a_time_with_an_offset_is_that_very_instant():
    moment = datetime(2026, 3, 1, 0, 30, tzinfo=BERLIN)

    assert value_of('event.occurred_at < d"2026-03-01T00:00:00Z"', "condition", at(moment)) is True


def test_the_difference_of_two_times_is_what_really_passed():
    after_the_change = at(datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN))

    assert value_of('event.occurred_at - d"2026-03-29T01:59" <= t"PT1M"', "condition", after_the_change) is True
    assert value_of('$hours_between(d"2026-03-29T00:00", event.occurred_at)', facts=after_the_change) == 2


def test_days_are_counted_on_the_local_calendar():
    facts = at(datetime(2026, 3, 30, 0, 30, tzinfo=BERLIN))

    assert value_of('$days_between(d"2026-03-29T23:59", event.occurred_at)', facts=facts) == 1
    assert value_of('$days_between(d"2026-03-29T22:10:00Z", event.occurred_at)', facts=facts) == 0


def test_a_birthday_is_a_midnight_of_the_store():
    facts = replace(at(datetime(2026, 3, 18, 1, 0, tzinfo=BERLIN)),
                    member=replace(FACTS.member, birthday=date(2026, 3, 18)))

    assert value_of("member.birthday == event.occurred_at.date", "condition", facts) is True


@pytest.mark.parametrize("text", [
    "event.amount / (event.amount - 367)", "event.amount % (event.tax - event.tax)", "$min([l.amount for l in []])",
    "$floor_to(event.amount, event.amount - 400)", "$ladder(event.amount, [[1, 2, 3]])", "(event.amount * 1e17) ** 9",
    "event.lines[7].amount", '{"a": 1}[event.channel]', "$round(event.amount, 99)", '$round(event.amount, 0.5)',
    '(event.occurred_at + t"P999999D" + t"P2999999D").year', "$round(event.amount, 2, event.channel)",
])
def test_what_has_no_result_is_a_failure_of_the_rule(text):
    with pytest.raises(RuleFailure) as failure:
        value_of(text)

    assert failure.value.cause


@pytest.mark.parametrize("attributes", [{"nps": "12"}, {"nps": True}, {"source": Decimal(1)}, {"gift": "yes"}])
def test_an_attribute_of_another_kind_is_a_failure_of_the_rule(attributes):
    facts = replace(FACTS, event=replace(FACTS.event, attributes=attributes))
    name = next(iter(attributes))
    text = {"nps": "(event.attributes.nps ?? 0) > 5", "source": 'event.attributes.source == "a"',
            "gift": "event.attributes.gift"}[name]

    with pytest.raises(RuleFailure, match=name):
        value_of(text, "condition", facts)


def test_absent_attributes_are_empty_no_or_absent():
    facts = replace(FACTS, event=replace(FACTS.event, attributes={}))

    assert value_of('event.attributes.source == "" and not event.attributes.gift and event.attributes.nps == null',
                    "condition", facts) is True


def test_a_past_that_was_not_gathered_is_a_failure_of_the_rule():
    with pytest.raises(RuleFailure, match=r"history\.orders over 30 days was not gathered"):
        value_of('history.orders("30 days") > 1', "condition", replace(FACTS, history={}))


def test_a_word_that_was_not_given_is_a_failure_of_the_rule():
    with pytest.raises(RuleFailure, match=r"qualifying\.points was not given"):
        value_of("qualifying.points > 5", "tier", scope=Scope())


def test_an_expression_with_errors_is_not_run():
    with pytest.raises(RuleFailure):
        evaluate(check("evnt.amount > 5", "condition", SETTING), FACTS, SCOPE)


def test_balances_that_do_not_exist_are_zero():
    assert value_of('member.balance("AIR") + referrer.balance("JOY")') == 940


def test_one_rule_answers_in_many_threads_at_once():
    from concurrent.futures import ThreadPoolExecutor

    checked = check("$sum([l.amount * 2 for l in event.lines])", "award", SETTING)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: evaluate(checked, FACTS, SCOPE), range(200))) == {Decimal("734.00")}


@pytest.mark.parametrize("moment", [datetime(2026, 3, 3, 9, 15, tzinfo=UTC), datetime(2026, 3, 3, 9, 15)])
def test_local_words_need_no_zone_of_the_machine(moment):
    facts = at(moment)

    assert value_of('event.weekday == "tue" and event.hour == 9 and event.day == 3', "condition", facts) is True


def test_lengths_of_time_can_be_added_to_times():
    text = 'event.occurred_at + t"P1DT2H" == d"2026-03-04T11:15" and t"P7D" > event.occurred_at - d"2026-03-01"'

    assert value_of(text, "condition", at(datetime(2026, 3, 3, 9, 15, tzinfo=BERLIN))) is True


def test_elapsed_time_keeps_its_parts():
    assert value_of('(event.occurred_at - d"2026-03-01T09:15").days') == timedelta(days=2).days

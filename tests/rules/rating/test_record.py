"""Facts and decisions as stored text: exact, the same bytes, nothing lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given as over
from hypothesis import strategies as st

from rules.decision import Award, Cut, Decision, Discount, Grant, Refusal
from rules.facts import NOBODY, Counter, Event, Facts, Line, Member, Need, Partner, Payment, Store, Use
from rules.rating.rate import rate
from rules.record import decision_from_json, decision_to_json, facts_from_json, facts_to_json
from tests.rules.rating.given import at, bought, version

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(["0", "@", "!", "积分"])
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.sampled_from(
    [Decimal("0"), Decimal("0.00"), Decimal("1E+2"), Decimal("-0")])
COUNTS = st.integers(0, 10**9)
ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai"), timezone(timedelta(hours=-3))])
ATTRIBUTES = st.dictionaries(TEXTS, NUMBERS | TEXTS | st.booleans(), max_size=3)
TAGS = st.frozensets(TEXTS, max_size=3)


def is_plain(moment):
    """Python holds no time of an hour that comes twice equal to the same instant in another zone."""
    return moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()


MOMENTS = st.builds(
    lambda moment, zone: moment.replace(tzinfo=UTC).astimezone(zone),
    st.datetimes(datetime(1990, 1, 1), datetime(2050, 1, 1)), ZONES).filter(is_plain)


LINES = st.builds(Line, TEXTS, TEXTS, TEXTS, TEXTS, NUMBERS, NUMBERS, TAGS)
EVENTS = st.builds(
    Event, TEXTS, TEXTS, TEXTS, MOMENTS, NUMBERS, NUMBERS, TEXTS, TEXTS, TEXTS,
    st.lists(LINES, max_size=3).map(tuple), st.lists(st.builds(Payment, TEXTS, NUMBERS), max_size=2).map(tuple),
    COUNTS, ATTRIBUTES, TEXTS, st.booleans())
MEMBERS = st.builds(
    Member, TEXTS, TEXTS, TEXTS, COUNTS, st.none() | MOMENTS, st.none() | st.dates(), st.none() | COUNTS,
    st.booleans(), st.booleans(), st.none() | st.integers(-183, 183), TAGS, COUNTS,
    st.dictionaries(TEXTS, st.integers(), max_size=2), ATTRIBUTES, st.integers(0, 99), TEXTS, st.booleans())
COUNTERS = st.dictionaries(
    st.tuples(TEXTS, TEXTS),
    st.builds(Counter, NUMBERS, st.lists(TEXTS, max_size=2).map(tuple), st.none() | MOMENTS, TEXTS), max_size=2)
USES = st.dictionaries(st.builds(Use, TEXTS, COUNTS, TEXTS, TEXTS), COUNTS, max_size=3)
FACTS = st.builds(
    Facts, EVENTS, MEMBERS, st.builds(Partner, TEXTS, TAGS), st.builds(Store, TEXTS, TEXTS, TAGS),
    st.just(NOBODY) | MEMBERS,
    st.dictionaries(st.builds(Need, TEXTS, TEXTS, TEXTS, TEXTS), st.none() | NUMBERS | MOMENTS, max_size=3),
    COUNTERS, USES, st.dictionaries(TEXTS, COUNTS, max_size=2), st.dictionaries(TEXTS, NUMBERS, max_size=2))
PAIRS = st.lists(st.tuples(TEXTS, COUNTS), max_size=2).map(tuple)
AWARDS = st.builds(
    Award, TEXTS, COUNTS, st.sampled_from(["base", "bonus"]), TEXTS, TEXTS, COUNTS, NUMBERS, st.none() | st.dates(),
    st.none() | st.dates(), PAIRS, st.lists(st.builds(Cut, TEXTS, COUNTS, COUNTS), max_size=2).map(tuple))
DECISIONS = st.builds(
    Decision, TEXTS, TEXTS, st.lists(AWARDS, max_size=3).map(tuple),
    st.lists(st.builds(Refusal, TEXTS, st.just("schedule"), st.dictionaries(TEXTS, TEXTS)), max_size=3).map(tuple),
    st.lists(st.builds(Discount, TEXTS, NUMBERS, st.lists(NUMBERS, max_size=2).map(tuple)), max_size=2).map(tuple),
    st.lists(st.builds(Grant, TEXTS, TEXTS, TEXTS, NUMBERS, TEXTS), max_size=2).map(tuple),
    st.dictionaries(TEXTS, COUNTS, max_size=2), USES, COUNTERS, PAIRS.map(lambda pairs: tuple(
        (n, mask) for n, (_, mask) in enumerate(pairs))), st.dictionaries(TEXTS, COUNTS, max_size=2))


@over(facts=FACTS)
def test_facts_come_back_as_they_were(facts):
    text = facts_to_json(facts)

    assert facts_to_json(facts_from_json(text)) == text
    assert facts_from_json(text) == facts


@over(decision=DECISIONS)
def test_decisions_come_back_as_they_were(decision):
    text = decision_to_json(decision)

    assert decision_to_json(decision_from_json(text)) == text
    assert decision_from_json(text) == decision


def test_numbers_keep_every_digit_they_were_written_with():
    facts = bought("100.00", tax=Decimal("1.50"), attributes={"nps": Decimal("9.0"), "vip": True, "note": "7"})

    event = facts_from_json(facts_to_json(facts)).event

    assert [str(event.amount), str(event.tax), str(event.attributes["nps"])] == ["100.00", "1.50", "9.0"]
    assert event == facts.event


def test_the_zone_of_the_event_comes_back_with_the_hour_that_comes_twice():
    berlin = ZoneInfo("Europe/Berlin")
    for instant in ("2026-10-25T00:30", "2026-10-25T01:30"):
        local = datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(berlin)
        found = facts_from_json(facts_to_json(bought("1.00", local))).event.occurred_at
        assert (found.tzinfo, found.fold, found.isoformat()) == (berlin, local.fold, local.isoformat())


def test_equal_facts_are_equal_bytes_in_whatever_order_they_were_gathered():
    spend, orders = Need("spend"), Need("orders")
    one = bought("1.00", of_facts={"history": {spend: Decimal(1), orders: Decimal(2)}, "budgets": {"a": 1, "b": 2}})
    two = replace(one, history={orders: Decimal(2), spend: Decimal(1)}, budgets={"b": 2, "a": 1})

    assert facts_to_json(one) == facts_to_json(two)


def test_a_decision_from_stored_facts_is_the_same_decision():
    compiled = version({"code": "c", "benefits": [{"multiplier": 2}], "caps": [{"limit": 30, "period": "week"}],
                        "progress": [{"code": "n", "when": "true"}], "when": "progress.n >= 1"})
    facts = bought({"coffee": "60.00", "tea": "9.99"}, at("2026-10-25 02:30", ZoneInfo("Europe/Berlin")))

    again = rate(compiled, facts_from_json(facts_to_json(facts)))

    assert decision_to_json(again) == decision_to_json(rate(compiled, facts))


def test_a_record_is_compact():
    facts = bought({"coffee": "60.00"}, member=Member("ada", birthday=date(1990, 5, 1)))

    assert facts_to_json(facts) == (
        '{"event":{"amount":"60.00","at":"2026-03-03T12:00:00+08:00","id":"e1",'
        '"lines":[["60.00","1","","","coffee",""]],"reference":"R1","type":"transaction.completed"},'
        '"member":{"birthday":"1990-05-01","id":"ada"},"partner":["grocer"],"zone":"Asia/Shanghai"}')

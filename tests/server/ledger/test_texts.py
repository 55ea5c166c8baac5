"""What is stored with a decision can be read back to the letter, years later."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decision import Award, Cut, Decision, Discount, Grant, Refusal
from rules.entries import Draw, Lot
from rules.facts import NOBODY, Counter, Event, Facts, Line, Member, Need, Partner, Payment, Store, Use
from rules.rating.rate import rate
from rules.state import Converted, PastEvent, Purchase, Spent
from server.ledger.purchases import purchase_of, purchase_text
from server.ledger.texts import decision_text, facts_text, past_text
from server.ledger.values import decision_of, facts_of
from tests.rules.rating.given import at, bought, version

BERLIN = ZoneInfo("Europe/Berlin")
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
NUMBERS = st.decimals(-10**6, 10**6, places=3) | st.sampled_from([Decimal("1E+3"), Decimal("0.10"), Decimal(0)])
WHOLE = st.integers(-10**15, 10**15)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.astimezone(BERLIN))
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
ATTRIBUTES = st.dictionaries(WORDS, NUMBERS | WORDS | st.booleans(), max_size=3)
TAGS = st.frozensets(WORDS, max_size=3)
COUNTERS = st.builds(Counter, NUMBERS, st.lists(WORDS, max_size=2).map(tuple), st.none() | MOMENTS, WORDS)
PROGRESS = st.dictionaries(st.tuples(WORDS, WORDS), COUNTERS, max_size=2)
USES = st.dictionaries(st.builds(Use, WORDS, st.integers(0, 9), WORDS, WORDS), WHOLE, max_size=2)
MEMBERS = st.builds(Member, id=WORDS, joined_at=st.none() | MOMENTS, birthday=st.none() | DAYS, tags=TAGS,
                    balances=st.dictionaries(WORDS, WHOLE, max_size=2), attributes=ATTRIBUTES)
LINES = st.builds(Line, sku=WORDS, quantity=NUMBERS, amount=NUMBERS, tags=TAGS)
EVENTS = st.builds(Event, id=WORDS, type=WORDS, reference=WORDS, occurred_at=MOMENTS, amount=NUMBERS,
                   lines=st.lists(LINES, max_size=2).map(tuple), attributes=ATTRIBUTES,
                   payments=st.lists(st.builds(Payment, WORDS, NUMBERS), max_size=1).map(tuple))
HISTORY = st.dictionaries(st.builds(Need, WORDS, WORDS, WORDS, WORDS), NUMBERS | MOMENTS | st.none(), max_size=2)
FACTS = st.builds(
    Facts, event=EVENTS, member=MEMBERS, partner=st.builds(Partner, WORDS, TAGS),
    store=st.builds(Store, WORDS, WORDS, TAGS),
    referrer=st.just(NOBODY) | MEMBERS, history=HISTORY, progress=PROGRESS, used=USES,
    budgets=st.dictionaries(WORDS, WHOLE, max_size=2), dice=st.dictionaries(WORDS, NUMBERS, max_size=2))
AWARDS = st.builds(
    Award, WORDS, st.integers(0, 3), st.sampled_from(["base", "bonus"]), WORDS, WORDS, WHOLE, NUMBERS, st.none() | DAYS,
    st.none() | DAYS, st.lists(st.tuples(WORDS, WHOLE), max_size=2).map(tuple),
    st.lists(st.builds(Cut, WORDS, WHOLE, WHOLE), max_size=1).map(tuple))
GRANTS = st.builds(Grant, WORDS, WORDS, WORDS, NUMBERS, WORDS)
REFUSALS = st.builds(Refusal, WORDS, st.just("schedule"), st.dictionaries(WORDS, WORDS, max_size=1))
DISCOUNTS = st.builds(Discount, WORDS, NUMBERS, st.lists(NUMBERS, max_size=2).map(tuple))
DECISIONS = st.builds(
    Decision, WORDS, WORDS, st.lists(AWARDS, max_size=2).map(tuple),
    st.lists(REFUSALS, max_size=1).map(tuple), st.lists(DISCOUNTS, max_size=1).map(tuple),
    st.lists(GRANTS, max_size=2).map(tuple), st.dictionaries(WORDS, WHOLE, max_size=2), USES, PROGRESS,
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 2**40)), max_size=2).map(tuple),
    st.dictionaries(WORDS, WHOLE, max_size=2))


@given(facts=FACTS)
def test_facts_are_read_back_as_they_were(facts):
    again = facts_of(facts_text(facts))

    assert again == facts
    assert again.event.occurred_at.tzinfo == BERLIN
    assert facts_text(again) == facts_text(facts)


@given(decision=DECISIONS)
def test_a_decision_is_read_back_as_it_was(decision):
    assert decision_of(decision_text(decision)) == decision


def test_digits_are_kept_to_the_last():
    event = Event("e", "t", "r", datetime(2026, 3, 1, tzinfo=BERLIN), Decimal("10.50"))
    facts = Facts(event, Member("ada"), Partner("air"))

    assert str(facts_of(facts_text(facts)).event.amount) == "10.50"


def test_the_hour_that_comes_twice_stays_the_second_one():
    second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)
    facts = Facts(Event("e", "t", "r", second), Member("ada"), Partner("air"))

    again = facts_of(facts_text(facts)).event.occurred_at

    assert (again.hour, again.fold, again.utcoffset()) == (2, 1, timedelta(hours=1))


def test_a_text_of_an_earlier_release_takes_the_defaults_of_what_it_lacks():
    event = '{"id": "e", "type": "t", "reference": "r", "occurred_at": "2026-03-01T10:00:00+01:00", "gone": 1}'
    old = '{"event": ' + event + ', "member": {"id": "ada"}, "partner": {"code": "air"}, "mood": "good"}'

    assert facts_of(old).member == Member("ada")


LOT = Lot("e1.1", "ada", "AIR", 50, 20, date(2026, 12, 31), None, False, "e1.1", "e1")


ROW = PastEvent("e1", "t", "air", datetime(2026, 3, 1, tzinfo=BERLIN), date(2026, 3, 1), Decimal("1.5"))
KEY = ("accrual:base", 0, "ada", "AIR")


def kept(**change):
    """A purchase with one award, as its decision left it except for what changed, and that decision."""
    decision = Decision("v1", "e1", (Award(*KEY[:2], "base", *KEY[2:], 50, Decimal(50)),), spent_budgets={"double": 7},
                        uses={Use("double", 0, "ada", "2026"): 7})
    facts = Facts(Event("e1", "t", "r", datetime(2026, 3, 1, tzinfo=BERLIN)), Member("ada"), Partner("air"))
    parts = {"awards": decision.awards, "uses": decision.uses, "budgets": decision.spent_budgets, "held": {KEY: 50},
             "entries": {KEY: "e1.1"}, "returned": (Decimal("1.50"),), **change}
    return Purchase("e1", "v1", facts, **parts), decision


@pytest.mark.parametrize("change", [
    {}, {"awards": ()}, {"uses": {}}, {"budgets": {"double": 3}}, {"held": {KEY: 49}}, {"held": {}}, {"entries": {}},
    {"entries": {KEY: "r7.2"}}, {"entries": {KEY: "e1.1", ("campaign:x", 0, "bob", "AIR"): "e1.2"}}, {"returned": ()},
    {"converted": (Converted("e1.2", "ada", "AIR", 10, "ALL", 8),)}, {"past": ROW},
    {"paid": Spent("e1.3", "partner:air:honoured", "AIR", (Draw("e1.1", 5, "ada"),), 2, (LOT,))},
], ids=lambda change: next(iter(change), "as decided"))
@pytest.mark.parametrize("apart", [True, False], ids=["on its own", "beside its decision"])
def test_a_purchase_is_read_back_as_it_was(change, apart):
    purchase, decision = kept(**change)

    text = purchase_text(purchase) if apart else purchase_text(purchase, decision)

    assert purchase_of(text, "e1", "v1", purchase.facts, decision) == purchase


def test_the_history_row_of_a_purchase_is_read_from_the_table_of_the_past():
    purchase, decision = kept(past=ROW)

    text = purchase_text(purchase, decision, ROW)

    assert "past" not in text
    assert purchase_of(text, "e1", "v1", purchase.facts, decision, past_text(ROW)) == purchase


def test_equal_facts_are_equal_bytes_in_whatever_order_they_were_gathered():
    spend, orders = Need("spend"), Need("orders")
    one = bought("1.00", of_facts={"history": {spend: Decimal(1), orders: Decimal(2)}, "budgets": {"a": 1, "b": 2}})
    two = replace(one, history={orders: Decimal(2), spend: Decimal(1)}, budgets={"b": 2, "a": 1})

    assert facts_text(one) == facts_text(two)


def test_a_decision_from_stored_facts_is_the_same_decision():
    compiled = version({"code": "c", "benefits": [{"multiplier": 2}], "caps": [{"limit": 30, "period": "week"}],
                        "progress": [{"code": "n", "when": "true"}], "when": "progress.n >= 1"})
    facts = bought({"coffee": "60.00", "tea": "9.99"}, at("2026-10-25 02:30", BERLIN))

    again = rate(compiled, facts_of(facts_text(facts)))

    assert decision_text(again) == decision_text(rate(compiled, facts))

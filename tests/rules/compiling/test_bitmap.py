"""Masks, thresholds, and tables that answer as their demands do one by one."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compiling import bitmap
from rules.compiling.allowed import NoneOf, OneOf, Within
from rules.compiling.bitmap import Bitmap, Bounds, Values, mask_of, packed, places_of, thinned, toggled
from rules.compiling.index import met
from rules.facts import Line
from tests.rules.compiling.given import AT, FACTS, facts

AMOUNT, CODE, LINES, DAY = ("word", "event.amount"), ("word", "partner.code"), ("lines", "category"), ("day",)
AMOUNTS = st.integers(0, 30).map(Decimal)
CODES = st.sampled_from(("AIR", "SHOP", "GYM"))
DEMANDS = {
    AMOUNT: st.one_of(st.builds(Within, AMOUNTS, st.none() | AMOUNTS), st.builds(Within, st.none(), AMOUNTS),
                      st.builds(OneOf, st.frozensets(AMOUNTS)), st.builds(NoneOf, st.frozensets(AMOUNTS))),
    CODE: st.builds(OneOf, st.frozensets(CODES)) | st.builds(NoneOf, st.frozensets(CODES)),
    LINES: st.builds(OneOf, st.frozensets(st.sampled_from(("coffee", "tea", "wine")))),
    DAY: st.integers(-3, 3).map(lambda days: Within(low=(AT + timedelta(days=days)).toordinal())),
}
ROWS = st.lists(st.fixed_dictionaries({}, optional=DEMANDS), max_size=60)


@given(st.sets(st.integers(0, 2_000)))
def test_places_and_masks_are_the_same_thing(places):
    mask = mask_of(places)

    assert places_of(mask) == sorted(places)
    assert toggled(0, packed(sorted(places))) == mask == sum(1 << place for place in places)


@given(ROWS, AMOUNTS, CODES, st.sets(st.sampled_from(("coffee", "tea", "milk"))))
def test_a_bitmap_lets_through_exactly_what_meets_its_demands(rows, amount, code, categories):
    lines = tuple(Line(category=category) for category in categories)
    given_facts = facts(amount=amount, lines=lines, partner={"code": code})

    expected = [place for place, row in enumerate(rows) if met((row,), given_facts)]
    assert Bitmap.of(list(enumerate(rows))).matching(given_facts) == expected


@given(st.lists(st.integers(0, 50).map(Decimal), min_size=1), AMOUNTS)
def test_thinned_thresholds_let_through_more_and_never_less(thresholds, amount):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bitmap, "MOST_THRESHOLDS", 4)
        rows = [(place, {AMOUNT: Within(low=low) if place % 2 else Within(high=low)})
                for place, low in enumerate(thresholds)]
        found = Bitmap.of(rows).matching(facts(amount=amount))

    assert set(found) >= {place for place, row in rows if met((row,), facts(amount=amount))}
    assert len(thinned(thresholds)) <= len(set(thresholds))


@pytest.mark.parametrize("odd", [None, True, "12", 0.5, [], Decimal("NaN"), object()])
def test_a_value_of_another_type_narrows_nothing(odd):
    rows = [(0, {AMOUNT: OneOf(frozenset({Decimal(1)}))}), (1, {AMOUNT: Within(low=Decimal(5))})]

    assert 1 in Bitmap.of(rows).matching(facts(amount=odd))


def test_an_odd_line_narrows_nothing():
    rows = [(0, {LINES: OneOf(frozenset({"coffee"}))})]

    assert Bitmap.of(rows).matching(facts(lines=(Line(category=None),))) == [0]
    assert Bitmap.of(rows).matching(facts(lines=None)) == [0]


def test_a_position_with_several_rows_is_told_once():
    rows = [(3, {CODE: OneOf(frozenset({"AIR"}))}), (3, {AMOUNT: Within(low=Decimal(1))}), (5, {})]

    assert Bitmap.of(rows).matching(FACTS) == [3, 5]


def test_no_rows_no_positions():
    assert Bitmap.of([]).matching(FACTS) == []


def test_values_that_few_rows_name_are_kept_small():
    demands = [(place, OneOf(frozenset({f"code {place}"}))) for place in range(5_000)]
    table = Values.of(CODE, demands, (1 << 5_000) - 1)

    assert all(isinstance(bits, tuple) for bits in table.turned.values())
    assert table.allowed(replace(FACTS, partner=replace(FACTS.partner, code="code 77"))) == 1 << 77


def test_bounds_are_inclusive():
    table = Bounds.of(AMOUNT, [(0, Within(Decimal(10), Decimal(20)))], 1)

    allowed = [table.allowed(facts(amount=Decimal(amount))) for amount in (9, 10, 20, 21)]
    assert allowed == [0, 1, 1, 0]

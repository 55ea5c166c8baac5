"""Small forms write rules, and read back exactly what they wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.forms import Amount, amount_of, text_of_amount
from rules.language import check
from rules.vocabulary.sample import SETTING

WRITTEN = [
    (Amount("fixed", number="100"), "100"),
    (Amount("per_unit", points="1", unit="1"), "matched.amount"),
    (Amount("per_unit", points="2", unit="10"), "matched.amount / 10 * 2"),
    (Amount("percent", percent="5", of="event.amount"), "event.amount * 5 / 100"),
    (Amount("per_step", points="20", step="100", of="event.amount"), "20 * $full_steps(event.amount, 100)"),
    (Amount("per_step", points="20", step="100", most="5"), "20 * $min([5, $full_steps(matched.amount, 100)])"),
    (Amount("ladder", of="event.amount", steps=(("100", "10"), ("300", "50"))),
     "$ladder(event.amount, [[100, 10], [300, 50]])"),
    (Amount("by_tier", steps=(("gold", "2"), ("platinum", "3")), other="1"),
     '{"gold": 2, "platinum": 3}&[member.tier] ?? 1'),
]
NUMBERS = st.decimals(0, 10**9, places=2).map(lambda number: f"{number.normalize():f}")
WORDS = st.sampled_from(["matched.amount", "event.amount", "matched.quantity"])
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6).map(tuple)
TIERS = st.lists(st.tuples(st.sampled_from(["silver", "gold"]), NUMBERS), min_size=1, max_size=2).map(tuple)
AMOUNTS = st.one_of(
    st.builds(Amount, st.just("fixed"), number=NUMBERS),
    st.builds(Amount, st.just("per_unit"), points=NUMBERS, unit=NUMBERS, of=WORDS),
    st.builds(Amount, st.just("percent"), percent=NUMBERS, of=WORDS),
    st.builds(Amount, st.just("per_step"), points=NUMBERS, step=NUMBERS, most=NUMBERS | st.just(""), of=WORDS),
    st.builds(Amount, st.just("ladder"), of=WORDS, steps=PAIRS),
    st.builds(Amount, st.just("by_tier"), steps=TIERS, other=NUMBERS),
)


@pytest.mark.parametrize(("amount", "text"), [pytest.param(*each, id=each[1]) for each in WRITTEN])
def test_a_form_writes_a_rule_that_is_read_back_as_the_form(amount: Amount, text: str) -> None:
    assert text_of_amount(amount) == text
    assert amount_of(text) == amount
    assert check(text, "award", SETTING).findings == ()


@given(AMOUNTS)
def test_whatever_is_filled_in_comes_back_from_the_text(amount: Amount) -> None:
    assert amount_of(text_of_amount(amount)) == amount


@pytest.mark.parametrize("text", [
    "", "event.amount >", 'member.tier == "gold" ? 2 : 1', "20 * $full_steps(event.amount - 5, 100)",
    "$ladder(event.amount, [[100, event.tax]])", "1 + 1", "100 * 2", '{"gold": 2}[member.tier]',
])
def test_what_no_form_writes_stays_a_text(text: str) -> None:
    assert amount_of(text) is None


@pytest.mark.parametrize("amount", [
    Amount("fixed", number="ten"), Amount("fixed", number="1.2.3"), Amount("fixed", number="."), Amount("ladder"),
    Amount("by_tier"), Amount("per_unit", of="no word"), Amount("odd"), Amount("fixed", number="１"),
], ids=str)
def test_what_is_no_number_is_refused(amount: Amount) -> None:
    with pytest.raises(ValueError):
        text_of_amount(amount)

"""Compiled rules answer as the interpreter does, on anything; what the index keeps out does not hold."""

from random import getrandbits

import pytest

from rules.compiling import narrowing
from rules.compiling.emit.emitter import GUARDS
from tests.fuzz.index import Kept, searched
from tests.fuzz.rules import FACTS_EACH, compared


def test_compiled_rules_give_the_value_the_type_or_the_failure_of_the_interpreter():
    seed = getrandbits(32)

    tally = compared(seed, expressions=5_000 // FACTS_EACH)

    assert tally.differences == [], f"seed {seed}"
    assert tally.comparisons >= 5_000
    assert tally.interpreted < tally.expressions / 20
    assert tally.failures > tally.comparisons / 50


@pytest.mark.parametrize("kind", ["number", "whole", "text", "time"])
def test_the_search_sees_a_missing_guard(kind, monkeypatch):
    monkeypatch.setitem(GUARDS, kind, "False")

    assert any(compared(seed, expressions=20).differences for seed in range(20))


def test_a_campaign_that_the_index_keeps_out_would_not_have_held():
    seed, kept = getrandbits(32), Kept()

    for offset in range(3):
        searched(seed + offset, kept)

    assert kept.wrong == [], f"seed {seed}"
    assert 0 < kept.holding < kept.candidates < kept.asked


@pytest.mark.parametrize("table, sign, wrong", [
    ("NEGATED", "eq", "eq"), ("NEGATED", "lt", "lt"), ("FLIPPED", "le", "le")])
def test_the_search_sees_an_index_that_keeps_out_too_much(table, sign, wrong, monkeypatch):
    monkeypatch.setitem(getattr(narrowing, table), sign, wrong)
    kept = Kept()

    assert any(searched(seed, kept) or kept.wrong for seed in range(20))

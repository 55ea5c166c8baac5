"""Functions of the language, at their edges."""

import doctest
from decimal import Decimal

import pytest

from rules.language import functions
from rules.language.functions import bracket, crossed, floor_to, full_steps, ladder, rounded

D = Decimal


def test_the_documented_examples_hold():
    assert doctest.testmod(functions).failed == 0
    assert doctest.testmod(functions).attempted >= 6


@pytest.mark.parametrize("x, step, steps", [
    ("99.99", "100", 0), ("100", "100", 1), ("100.01", "100", 1), ("0.3", "0.1", 3), ("-1", "100", -1),
    ("-100", "100", -1), ("0", "100", 0),
])
def test_full_steps_round_down_below_zero_too(x, step, steps):
    assert full_steps(D(x), D(step)) == steps
    assert floor_to(D(x), D(step)) == steps * D(step)


@pytest.mark.parametrize("step", [D(0), D(-5)])
def test_a_step_is_above_zero(step):
    with pytest.raises(ValueError, match="above 0"):
        full_steps(D(1), step)


@pytest.mark.parametrize("x, value", [(0, 0), (99, 0), (100, 10), (299, 10), (300, 50), (9999, 50)])
def test_a_ladder_gives_the_highest_step_reached_in_any_order(x, value):
    assert ladder(D(x), [[D(300), D(50)], [D(100), D(10)]]) == value


@pytest.mark.parametrize("x, value", [(0, 0), (500, 500), (1000, 1000), (1500, 2000), (3000, 8000)])
def test_brackets_rate_each_part_of_a_number(x, value):
    assert bracket(D(x), [[D(2000), D(5)], [D(0), D(1)], [D(1000), D(2)]]) == value


@pytest.mark.parametrize("before, after, value", [
    (0, 499, 0), (0, 500, 50), (500, 510, 0), (510, 2110, 550), (480, 2110, 600), (2110, 480, 0),
])
def test_thresholds_are_crossed_once(before, after, value):
    marks = [[D(500), D(50)], [D(1000), D(150)], [D(2000), D(400)]]

    assert crossed(D(before), D(after), marks) == value


@pytest.mark.parametrize("x, places, mode, value", [
    ("2.345", 2, "half_up", "2.35"), ("2.345", 2, "half_even", "2.34"), ("2.349", 2, "floor", "2.34"),
    ("2.341", 2, "ceil", "2.35"), ("-2.5", 0, "floor", "-3"), ("-2.5", 0, "half_up", "-3"),
    ("1250", -2, "half_up", "1300"),
    ("2.5", 0, "half_even", "2"),
])
def test_rounding_is_chosen(x, places, mode, value):
    assert rounded(D(x), D(places), mode) == D(value)


def test_entries_of_a_table_are_pairs():
    with pytest.raises(ValueError, match="two numbers"):
        ladder(D(1), [[D(1), D(2), D(3)]])

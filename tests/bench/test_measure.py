"""What the benches rest on: ratios by round, bars that can be missed, and the same answers from all ways."""

import pytest

from tests.bench.measure import Bar, Timings, Way, interleaved, short_time, table
from tests.bench.rules.campaigns import compiled, purchases, stock_payload, stock_rules
from tests.bench.rules.matching import holding


@pytest.mark.parametrize("figure, least, met", [
    (3, True, True), (2.9, True, False), (3, False, True), (3.1, False, False)])
def test_a_bar_is_met_at_its_very_figure(figure, least, met):
    bar = Bar("a promise", figure, 3, least=least)

    assert bar.met is met
    assert str(bar).startswith("met" if met else "MISSED")


def test_a_ratio_is_the_median_of_the_ratios_of_each_round():
    timings = Timings({"slow": [10.0, 40.0, 6.0], "fast": [1.0, 2.0, 3.0]})

    assert (timings.ratio("slow", "fast"), timings.of("slow")) == (10.0, 10.0)


def test_every_way_is_timed_in_every_round():
    calls = []

    timings = interleaved({"one": Way(calls.append, (1,)), "two": Way(calls.append, (2,))}, rounds=3, seconds=1e-6)

    assert [len(rounds) for rounds in timings.rounds.values()] == [3, 3]
    assert set(calls) == {1, 2}


@pytest.mark.parametrize("seconds, text", [(2, "2 s"), (0.0031, "3.1 ms"), (1.5e-5, "15 µs"), (7e-8, "70 ns")])
def test_times_are_told_in_short(seconds, text):
    assert short_time(seconds) == text


def test_a_table_has_straight_columns():
    assert table(["a", "figure"], [["word", "1"], ["b", "22"]]) == "a     figure\nword       1\nb         22"


def test_campaigns_of_the_benches_hold_for_us_and_for_the_stock_evaluator_alike():
    version, events = compiled("shared", 60), purchases(6)
    stock = stock_rules(version.programme.campaigns)

    found = [holding(version, facts) for facts in events]

    assert found == [[place for place, rule in enumerate(stock) if rule.matches(stock_payload(facts))]
                     for facts in events]
    assert any(found)

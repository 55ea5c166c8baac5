"""The bench of links runs, and would see a difference that somebody could use."""

from tests.bench.links import ASKINGS, GIVEN, MOST_NOTCHES, bench, notches
from tests.bench.server import SMALL

ALIKE = [1.0 + place % 7 / 10 for place in range(200)]


def test_known_and_unknown_are_asked_in_turn(capsys):
    (bar,) = bench(SMALL)

    said = capsys.readouterr().out
    assert (bar.bar, bar.least, all(given in said for given in GIVEN)) == (MOST_NOTCHES, False, True)
    assert ASKINGS[SMALL] * len(GIVEN) < 100


def test_a_look_up_of_a_twentieth_would_be_seen():
    assert notches(ALIKE, list(reversed(ALIKE))) == 0
    assert notches(ALIKE, [each + 0.2 for each in ALIKE]) > MOST_NOTCHES

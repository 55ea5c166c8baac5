"""Time, ids and randomness each come from one place."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine

from server import clock, dice
from server.ids import new_id
from tests.findings import none_of
from tests.tree import python_sources

SEAMS = {
    "server/clock.py": r"datetime\.now|utcnow|date\.today|time\.time\(|monotonic|perf_counter",
    "server/ids.py": r"\buuid\d?\b|uuid_utils|uuid4",
    "server/dice.py": r"^(?:import|from) (?:random|secrets)\b",
}
"""Module → what may be said there alone."""


def said_elsewhere(sources):
    """Sentences about modules that read the time, make ids or roll dice on their own."""
    return [
        f"{path} says {found.group()!r}, which belongs into {seam}"
        for path, text in sources.items() for seam, words in SEAMS.items()
        if path != seam and (found := re.search(words, text, re.M))
    ]


def test_no_other_module_reads_the_time_or_makes_ids_or_rolls():
    none_of(said_elsewhere(python_sources("rules", "server", "admin")))


@pytest.mark.parametrize("text", ["at = datetime.now(UTC)", "import secrets", "from random import choice",
                                  "import uuid", "time.monotonic()"])
def test_a_module_that_did_would_be_named(text):
    assert said_elsewhere({"server/jobs.py": text})


def test_the_clock_is_aware_and_in_utc():
    with time_machine.travel(datetime(2026, 3, 3, 9, 15, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 3, 3, 9, 15, tzinfo=UTC)


def test_ids_are_unique_and_sort_by_the_time_they_were_made():
    ids = [new_id() for _ in range(10_000)]

    assert ids == sorted(set(ids))


def test_a_roll_lies_between_nought_and_one():
    rolls = [dice.roll() for _ in range(1_000)]

    assert all(0 <= roll < 1 for roll in rolls)
    assert len(set(rolls)) == len(rolls)


def test_loaded_dice_give_what_was_put_in_and_then_no_more():
    with dice.loaded([Decimal("0.25"), Decimal(0)]):
        assert (dice.roll(), dice.roll()) == (Decimal("0.25"), Decimal(0))
        with pytest.raises(StopIteration):
            dice.roll()


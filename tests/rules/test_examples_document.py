"""The document of worked examples names every word that examples take, and no other word of theirs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from rules.decision import Why
from rules.shape import read
from rules.stories.deeds import DEEDS
from rules.stories.example_text import Reading
from rules.stories.expectation import CHECKS
from rules.stories.scenario import LINE, RETURNED_LINE, Words

TEXT = (Path(__file__).parents[2] / "docs" / "examples.md").read_text()
PARTS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
EMPTY = read({"code": "p", "name": "P", "zone": "UTC", "money": "CNY", "currencies": [], "partners": []}).draft
WORDS = Words(EMPTY, Reading(ZoneInfo("UTC")), {})


def named(part):
    """Words in backquotes in one part of the document."""
    return set(re.findall(r"`([a-z_]+):?`", PARTS[part]))


@pytest.mark.parametrize("part, words", [
    ("An example", {"name", "given", "members", "steps", "expect"}),
    ("What is known of a member", WORDS.given()),
    ("A step", {*WORDS.common(), *WORDS.verbs(), *LINE, *RETURNED_LINE}),
    ("A step", {word for verb in WORDS.verbs() for word in WORDS.more(verb)}),
    ("What a step is expected to bring", WORDS.outcome()),
    ("What a step is expected to bring", get_args(Why)),
    ("How things are expected to stand", {**WORDS.standing(), **WORDS.totals()}),
])
def test_every_word_is_told(part, words):
    assert set(words) - named(part) == set()


@pytest.mark.parametrize("part, words", [
    ("A step", {*WORDS.common(), *WORDS.verbs()}),
    ("What a step is expected to bring", WORDS.outcome()),
    ("How things are expected to stand", {**WORDS.standing(), **WORDS.totals()}),
])
def test_no_word_is_told_that_does_not_exist(part, words):
    assert set(re.findall(r"^\| `([a-z_]+)`", PARTS[part], re.M)) <= set(words)


def test_every_verb_is_done_and_every_expectation_compared():
    assert set(WORDS.verbs()) == set(DEEDS)
    assert {*WORDS.outcome(), *WORDS.standing(), *WORDS.totals()} == set(CHECKS)

"""A programme file is read with the exact line and column of everything wrong in it."""

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import Finding
from rules.stories.examples import findings as run_examples
from server.programme_file import parse, write
from tests.rules.programmes import programmes
from tests.server.broken_files import SOUND, SWAPS

SAMPLES = sorted((Path(__file__).parents[2] / "docs" / "samples").rglob("*.yaml"))


def told(text):
    findings = parse(text.encode()).checked(date(2026, 3, 2), run_examples)
    return [(finding.span.line, finding.span.column, finding.code) for finding in findings]


def test_the_sound_file_is_sound():
    assert told(SOUND) == []


@pytest.mark.parametrize("old, new, expected", SWAPS)
def test_a_fault_is_told_with_its_line_and_column(old, new, expected):
    assert old in SOUND

    assert told(SOUND.replace(old, new, 1)) == [expected]


def test_every_fault_of_a_file_is_told_at_once_in_its_order():
    text = SOUND.replace("CNY", "yuan").replace("event.type", "event.typ").replace("limit: 500", "limit: 0")

    assert told(text) == [(4, 8, "bad_money"), (21, 11, "unknown_word"), (31, 17, "pays_nothing")]


def test_a_fault_of_shape_hides_what_follows_from_it():
    assert told(SOUND.replace("partner:inn: 40", "partner:inn: forty")) == [(35, 22, "bad_number")]


@pytest.mark.parametrize("style, line, column", [
    pytest.param("event.amount > 1 and\n      event.amnt > 2", 22, 7, id="plain over two lines"),
    pytest.param("'event.amount > 1 and\n      event.amnt > 2'", 22, 7, id="single quotes over two lines"),
    pytest.param('"event.channel == \\"app\\" and event.amnt > 2"', 21, 41, id="escapes"),
    pytest.param("|\n      event.amount > 1\n      and event.amnt > 2", 23, 11, id="block"),
    pytest.param(">- # why\n      event.amount > 1\n      and event.amnt > 2", 23, 11, id="folded, with a comment"),
])
def test_a_word_is_found_in_whatever_style_its_rule_is_written(style, line, column):
    text = SOUND.replace('event.type == "transaction.completed"', f"{style}\n")

    assert told(text) == [(line, column, "unknown_word")]


def test_a_fault_behind_an_alias_is_told_where_it_is_written():
    text = SOUND.replace("zone: Asia/Shanghai", "zone: &here Asia/Shangai").replace("R}", "R, zone: *here}", 1)

    assert told(text) == [(3, 13, "unknown_zone"), (3, 13, "unknown_zone")]


def test_a_finding_without_a_place_of_its_own_is_at_what_holds_it():
    read = parse(SOUND.encode())

    assert read.locate(Finding("any", "", path="/campaigns/0/caps/7/limit")).span.line == 31


def test_a_file_that_is_no_programme_has_neither_programme_nor_draft():
    read = parse(b"\xff")

    assert (read.programme, read.draft) == (None, None)
    assert [finding.code for finding in read.checked()] == ["not_utf8"]


@given(programmes)
def test_a_written_file_is_read_back_the_same(programme):
    assert parse(write(programme).encode()).programme == programme


def test_a_written_file_names_its_schema_for_editors():
    assert write(parse(SOUND.encode()).programme).startswith("# yaml-language-server: $schema=")


@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_no_mutation_of_a_sample_makes_reading_fail(sample, chance):
    text = sample.read_text(encoding="utf-8")
    read = parse(mutated(text, chance).encode("utf-8", "surrogatepass"))

    assert all(finding.code and finding.sentence for finding in read.checked(date(2026, 3, 1)))


SIGNS = ":-{}[]'\"#&*!|>%@`,? \n\t\0積\ud800"


def mutated(text: str, chance: random.Random) -> str:
    """The text with a few lines or characters lost, doubled or replaced."""
    for _ in range(chance.randint(1, 4)):
        change = chance.choice([without_a_line, with_a_line_twice, with_another_sign, with_a_hole])
        text = change(text, chance) or text
    return text


def without_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return "".join(lines)


def with_a_line_twice(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return "".join(lines)


def with_another_sign(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(SIGNS) + text[at + 1:]


def with_a_hole(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.randint(1, 20):]

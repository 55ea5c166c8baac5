"""Every worked mechanic stands as a programme file, and its examples hold: by configuration alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from rules.compiling.compiler import compile_programme
from rules.stories.examples import run
from server.programme_file import parse

FOLDER = Path(__file__).parents[2] / "docs" / "samples" / "mechanics"
FILES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
NAMED = ["M01", "M04", "M07", "M12", "M16", "M18", "M21", "M25", "M28", "M31", "M35", "M37", "M40", "M44", "M48",
         "M50", "M52", "M54", "M57", "M58", "M60"]
FIGURES = {
    "M01": [58, 5], "M04": [216], "M07": [427, 912], "M12": [212], "M16": [1100], "M18": [100, 200],
    "M21": [200, 300], "M25": [64, 0], "M28": [257], "M31": [2710], "M35": [315, 65], "M37": [500, 1350],
    "M40": [360, 320], "M44": [1200, 1100, 100, 700, 200, 300, 0], "M48": [290, 200, 60, 0, 1000],
    "M50": [270, 120], "M52": [160, 50, 480], "M54": [61, 40], "M57": [370, 150, 220], "M58": [1, 0, 2],
    "M60": [30, 50, 150],
}


@cache
def programme(name):
    return parse((FOLDER / f"{name}.yaml").read_bytes())


def numbers(value, path=()):
    """Whole numbers in plain data, with where they stand."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in pairs:
            yield from numbers(part, (*path, key))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value


def expected(name):
    """Whole numbers that the examples of a file expect, with where they stand."""
    examples = list(programme(name).programme.examples)
    return [(path, value) for path, value in numbers(examples) if "expect" in path]


def with_number(value, path, number):
    """Plain data with one number changed."""
    if not path:
        return number
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_number(value[path[0]], path[1:], number)
    return copy


def test_all_worked_mechanics_are_there_and_as_many_more():
    assert set(NAMED) <= set(FILES)
    assert len(FILES) - len(NAMED) >= 20


@pytest.mark.parametrize("name", FILES)
def test_a_mechanic_is_a_programme_without_faults_or_doubts(name):
    assert [finding.sentence for finding in programme(name).checked()] == []


@pytest.mark.parametrize("name", FILES)
def test_its_examples_hold(name):
    report = run(programme(name).programme)

    assert [finding.sentence for finding in report.findings] == []
    assert {told.name: told.differences for told in report.told if not told.passed} == {}
    assert report.told


@pytest.mark.parametrize("name", NAMED)
def test_a_mechanic_expects_the_figures_it_was_handed_down_with(name):
    assert set(FIGURES[name]) <= {value for _, value in expected(name)}


@pytest.mark.parametrize("name", FILES)
def test_any_other_figure_would_have_failed(name):
    original = programme(name).programme
    compiled = compile_programme(original, "as published")

    for (place, *path), value in expected(name):
        changed = with_number(original.examples[place], path, value + 1)
        assert not run(replace(original, examples=(changed,)), compiled).passed, path

"""The sample programmes are sound, valid by the published schema, and keep what they promise."""

import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from rules.programme import LOCALES
from rules.stories.examples import run
from server.programme_file import parse, write
from server.yaml_nodes import compose, plain
from tests.tree import ROOT

SAMPLES = ROOT / "docs" / "samples"
FILES = sorted(path for path in SAMPLES.rglob("*.yaml") if path.parent != SAMPLES / "templates")
COALITION = ROOT / "docs" / "samples" / "coalition.yaml"
SCHEMA = json.loads((ROOT / "docs" / "programme.schema.json").read_text(encoding="utf-8"))
REQUIREMENTS = ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R9", "R10", "R22", "R23", "R24", "R25"]
TEXT = COALITION.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def coalition():
    return parse(TEXT.encode())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sample_is_valid_by_the_published_schema(path):
    root, _ = compose(path.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(SCHEMA).validate(plain(root))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sample_is_sound_and_written_back_the_same(path):
    read = parse(path.read_bytes())

    assert [finding for finding in read.checked() if finding.severity == "error"] == []
    assert parse(write(read.programme).encode()).programme == read.programme


def test_nothing_at_all_is_said_against_the_coalition(coalition):
    assert coalition.checked(date(2026, 3, 1)) == ()


def test_every_example_of_the_coalition_holds(coalition):
    report = run(coalition.programme)

    assert [told.differences for told in report.told if not told.passed] == []
    assert (len(report.told) >= 20, report.findings) == (True, ())


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_the_coalition_configures_a_requirement_and_plays_it_out(requirement):
    configuration, _, examples = TEXT.partition("\nexamples:")

    assert any(f"{requirement}{end}" in configuration for end in ":, ")
    assert f"name: {requirement}," in examples or f"{requirement}, " in examples


def test_the_coalition_has_four_companies_five_levels_and_many_campaigns(coalition):
    programme = coalition.programme

    assert [partner.code for partner in programme.partners] == ["AIR", "HOTEL", "FRESH", "LUMO"]
    assert [tier.code for tier in programme.tiers] == ["ordinary", "silver", "gold", "diamond", "crown"]
    assert len(programme.campaigns) >= 24


def test_every_text_of_the_coalition_is_in_three_languages(coalition):
    names = [campaign.name for campaign in coalition.programme.campaigns]

    assert all(set(name) == set(LOCALES) and name["en"] != name["zh_Hans_CN"] for name in names)


@pytest.mark.parametrize("old, new, failing", [
    pytest.param("block: 100, gives: 50}", "block: 100, gives: 51}", "R9", id="conversion"),
    pytest.param("[[1, 1.2], [2, 1.4], [3, 2]]", "[[1, 1.2], [2, 1.5], [3, 2]]", "R2", id="tier rate"),
    pytest.param("{points: 1000, currency: JOY}", "{points: 999, currency: JOY}", "R3", id="sign-up"),
    pytest.param("- partner:AIR: 60\n      - partner:HOTEL: 40", "- partner:AIR: 59\n      - partner:HOTEL: 41",
                 "R11", id="shares"),
])
def test_an_example_fails_when_its_figure_is_changed(old, new, failing):
    assert TEXT.count(old) == 1
    changed = parse(TEXT.replace(old, new).encode()).programme
    named = tuple(example for example in changed.examples if example["name"].startswith(f"{failing},"))

    assert not run(replace(changed, examples=named)).passed

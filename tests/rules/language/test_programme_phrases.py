"""What a programme's check finds can be told in every language too."""

import re
from pathlib import Path
from string import Formatter

import pytest

import rules
from rules.check import check
from rules.errors import Finding
from rules.phrases import PROGRAMME, sentence_of
from rules.programme import LOCALES
from rules.shape import read
from tests.rules.test_check import BASE, changed

ROOMS = ("shape", "check", "stories")
FOLDER = Path(rules.__path__[0])
SOURCES = [path.read_text(encoding="utf-8") for room in ROOMS for path in (FOLDER / room).glob("*.py")]
GIVEN = r'\b(?:Unreadable|error|warning|Finding|fault|_note|notes\.add)\(\s*"(\w+)"'
USED = {code for source in SOURCES for code in re.findall(GIVEN, source)}
DOCUMENTED = set(re.findall(r"`([a-z_0-9]+)`", "".join(
    line.partition("|")[2].partition("|")[0]
    for line in (FOLDER.parent / "docs" / "programme-file.md").read_text("utf-8").partition(
        "## What the check finds")[2].splitlines() if line.startswith("|"))))


def names_in(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_of_a_programme_has_its_sentences():
    assert not (USED | DOCUMENTED) - set(PROGRAMME)
    assert len(USED) > 45


@pytest.mark.parametrize("code", sorted(PROGRAMME))
def test_a_code_is_told_in_three_languages(code):
    said = PROGRAMME[code]

    assert len(said) == len(LOCALES)
    assert names_in(said[1]) == names_in(said[2])
    assert len(set(said)) > 1


@pytest.mark.parametrize("locale", LOCALES)
def test_every_finding_of_broken_programmes_is_told(locale):
    data = {**BASE, "zone": "Asia/Shanhai", "money": 5, "colour": 1, "lanes": [{"code": "a b"}], "tiers": 3,
            "draws": [{"code": "w", "name": "W", "currency": "NIL", "price": None, "prizes": [{"odds": [1]}]}],
            "campaigns": [{"code": "c", "name": {"fr": "x"}, "schedule": {"starts_at": "soon", "ends_at": "2020-01-01"},
                           "caps": [{"limit": 0, "period": "fortnight"}], "holdout": 5.5, "benefits": [{"tag": ""}],
                           "progress": [{"code": "Visits", "when": "event.amuont > 1", "within": "long"}]}]}
    reading = read(data)
    found = [*reading.findings, *check(reading.draft)]

    told = [sentence_of(finding, locale) for finding in found]

    assert len({finding.code for finding in found}) > 12
    assert locale == "en" or all(not re.fullmatch(r"[ -~’“”]+", sentence) for sentence in told)


def test_a_file_and_a_rule_that_share_a_code_are_told_apart():
    rule = check(read(changed("campaigns/0/when", "event.amount == 007")).programme)[0]
    number = read(changed("draws/0/prizes/0/stock", "x"))
    file = next(finding for finding in read({**BASE, "conversions": [
        {**BASE["conversions"][0], "starts_on": "x"}], "currencies": [
        {**BASE["currencies"][0], "price": "1,5"}]}).findings if finding.code == "bad_number")

    assert number.findings
    assert (rule.code, sentence_of(rule, "zh_Hans_CN")[:5]) == ("bad_number", "`007`")
    assert sentence_of(file, "zh_Hans_CN") == "1,5 不能作为积分或金额的数字。"


@pytest.mark.parametrize("locale, sentence", list(zip(LOCALES, [
    "There is no lane twoo; known are one.", "没有分组 twoo。", "沒有群組 twoo。"], strict=True)))
def test_a_reference_is_told_in_the_language_of_the_reader(locale, sentence):
    finding = next(found for found in check(read(changed("campaigns/0/lane", "twoo")).programme)
                   if found.code == "unknown_reference")

    assert sentence_of(finding, locale) == sentence


def test_a_code_nobody_knows_keeps_its_sentence():
    assert sentence_of(Finding("brand_new", "It is so."), "zh_Hant_TW") == "It is so."

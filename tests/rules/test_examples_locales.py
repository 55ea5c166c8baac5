"""What differs from a worked example is told in the language of whoever reads it."""

import re
from string import Formatter

import pytest

from rules.programme import LOCALES
from rules.shape import read
from rules.stories.examples import run
from rules.stories.wording import PHRASES, saying
from tests.findings import none_of
from tests.rules.test_examples import FIRST, PROGRAMME

EVERY_KIND = {
    "points": {"PTS": 1}, "clawback": {"PTS": 1}, "awards": {"base": 299}, "discount": 5, "grants": {"mug": 1},
    "refusals": {"happy-hour": "schedule"}, "status": "held", "error": "late", "tags": ["vip"], "growth": 1,
    "funding": {"base": {"shop": 299}}, "lots": [{"points": 600, "expires": "2027-03-03"}], "qualifying": 1,
    "settlement": {"shop": 1}, "budgets": {"happy-hour": 1}, "balance": 1, "pending": 1, "held": 1, "owed": 1}
CODES = re.compile(r"member|PTS|base|happy-hour|mug|schedule|held|late|processed|vip|shop")
"""Names and codes that the example itself gives, or that an expectation is written with."""


def differences(locale):
    reading = read({**PROGRAMME, "examples": [{"name": "story", "steps": [{**FIRST, "expect": EVERY_KIND}]}]})
    assert reading.findings == ()
    return [sentence for told in run(reading.programme, locale=locale).told for sentence in told.differences]


@pytest.mark.parametrize("locale, said", [
    ("zh_Hans_CN", "member（2026-03-03 09:15）：base 发放 300，应为 299"),
    ("zh_Hant_TW", "member（2026-03-03 09:15）：base 發放 300，應為 299"),
])
def test_no_english_word_is_left_beside_codes(locale, said):
    found = differences(locale)

    assert said in found
    assert len(found) == len(differences("en")) >= len(EVERY_KIND)
    none_of(sentence for sentence in found if re.search("[A-Za-z]", CODES.sub("", sentence)))


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_names_the_same_things_in_every_language(phrase):
    named = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in PHRASES[phrase]]

    assert len(PHRASES[phrase]) == len(LOCALES)
    assert named[0] == named[1] == named[2]


def test_a_locale_without_texts_is_refused():
    with pytest.raises(ValueError, match="de"):
        saying("de")

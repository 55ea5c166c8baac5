"""Ready conditions are right rules wherever they are offered."""

from __future__ import annotations

import pytest

from rules.forms import PHRASES, Phrase
from rules.language import check
from rules.vocabulary.sample import SETTING

FILLED = {"number": "5", "text": '"coffee"', "partner": '"AIR"', "tier": '"gold"', "weekdays": '"sat", "sun"',
          "hour": "8"}
OFFERED = [(phrase, place) for phrase in PHRASES for place in phrase.places]


@pytest.mark.parametrize(("phrase", "place"), [pytest.param(*each, id=f"{each[0].code}-{each[1]}") for each in OFFERED])
def test_a_phrase_is_a_rule_without_findings(phrase: Phrase, place: str) -> None:
    text = phrase.text.format(*(FILLED[part.kind] for part in phrase.parts))

    found = check(text, place, SETTING).findings  # type: ignore[arg-type]

    assert [each.sentence for each in found if each.severity == "error"] == []

"""What the tests of the rule language ask again and again."""

from datetime import date
from typing import Any

from rules.language import Checked, check, evaluate
from rules.programme import Place
from rules.vocabulary.sample import FACTS, SCOPE, SETTING


def findings(text: str, place: Place = "condition", today: date | None = None) -> list[tuple[str, str, str]]:
    """Code, underlined text and suggestion of every finding, but that an index cannot narrow the rule."""
    checked = check(text, place, SETTING, today=today)
    return [(found.code, underlined(checked, found.span), found.suggestion)
            for found in checked.findings if found.code != "not_narrowed"]


def codes(text: str, place: Place = "condition", today: date | None = None) -> list[str]:
    """Codes of the findings, in the order of the text."""
    return [code for code, _, _ in findings(text, place, today)]


def underlined(checked: Checked, span: Any) -> str:
    """The typed text that a finding underlines."""
    return checked.text[span.start:span.end]


def value_of(text: str, place: Place = "award", facts=FACTS, scope=SCOPE) -> Any:
    """What an expression gives for the sample facts, or for others."""
    checked = check(text, place, SETTING)
    assert checked.tree is not None, checked.findings
    return evaluate(checked, facts, scope)

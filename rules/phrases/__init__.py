"""Sentences of findings in the three locales, by code: whole templates, filled from a finding's data.

A template names data as ``{word}``. ``{left:kind}``, ``{place:place}`` and ``{values:values}`` are looked up in
the tables of the locale, so that no sentence is glued from fragments of another language.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from string import Formatter
from typing import Any

from rules.errors import Finding
from rules.phrases.expression import SENTENCES
from rules.phrases.names import BEFORE_VALUE, EXPECTED, GROUP_OF, NAMES
from rules.phrases.programme import PROGRAMME
from rules.programme import LOCALES

__all__ = ["PROGRAMME", "SENTENCES", "sentence_for", "sentence_of"]


class _Phrase(Formatter):
    """Fills a template; a format of ``kind``, ``place`` or ``values`` names what the value stands for."""

    def __init__(self, locale: str) -> None:
        self._at = LOCALES.index(locale)

    def format_field(self, value: Any, format_spec: str) -> Any:
        if format_spec == "expected":
            return self._listed(value)
        names = NAMES.get(format_spec)
        if names is None:
            return super().format_field(value, format_spec)
        found = names.get(value) or names.get(f"{value.split(' of ')[0]} of")
        return found[self._at] if found else value

    def _listed(self, expected: str) -> str:
        """What may follow, in a few words: signs of one group share a name."""
        signs = expected.split()
        group_of = {**GROUP_OF, **(BEFORE_VALUE if "word" in signs else {})}
        groups = [group_of.get(sign, sign) for sign in signs]
        named = [EXPECTED[group][self._at] if group in EXPECTED else f"`{group}`" for group in dict.fromkeys(groups)]
        return (", " if self._at == 0 else "、").join(named)


_PHRASES = {locale: _Phrase(locale) for locale in LOCALES}


def sentence_for(code: str, data: Mapping[str, str], locale: str) -> str:
    """The sentence of a code in a locale; raises ``KeyError`` for a code without a sentence."""
    return _filled(SENTENCES[code], data, locale)


def _filled(told: tuple[str, str, str], data: Mapping[str, str], locale: str) -> str:
    return _PHRASES[locale].vformat(told[LOCALES.index(locale)], (), data)


def sentence_of(finding: Finding, locale: str) -> str:
    """What to tell a person about a finding; English where a code has no sentences of its own.

    A file and a rule may share a code (``too_long``): a rule's finding is the one that says the rule's sentence.
    """
    if locale == "en":
        return finding.sentence
    with suppress(KeyError):
        if sentence_for(finding.code, finding.data, "en") == finding.sentence:
            return sentence_for(finding.code, finding.data, locale)
    with suppress(KeyError):
        return _filled(PROGRAMME[finding.code], finding.data, locale)
    return finding.sentence

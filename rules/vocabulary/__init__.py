"""The words of the rule language: each with its kind, unit, a sentence in three locales and an example."""

from __future__ import annotations

from rules.vocabulary.event_words import EVENT, LINE, MATCHED, PAYMENT
from rules.vocabulary.member_words import HISTORY, MEMBER, PARTNER, STORE
from rules.vocabulary.place_words import GIVEN, RESULTS, ROOTS
from rules.vocabulary.shapes import Argument, Sign, Word, in_locale
from rules.vocabulary.units import UNITS

__all__ = ["RESULTS", "ROOTS", "UNITS", "WORDS", "Argument", "Sign", "Word", "in_locale"]

WORDS: dict[str, Word] = {
    word.name: word for word in (*EVENT, *LINE, *PAYMENT, *MATCHED, *MEMBER, *PARTNER, *STORE, *HISTORY, *GIVEN)
}
"""Every word by its dotted name; the words of ``referrer`` are those of ``member``."""

"""The words of the rule language."""

from __future__ import annotations

from rules.vocabulary.shapes import RESULTS, ROOTS, Argument, Word
from rules.vocabulary.words import WORDS

__all__ = ["RESULTS", "ROOTS", "WORDS", "Argument", "Word"]

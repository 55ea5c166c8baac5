"""Shapes of the vocabulary: a word, an argument, a function, what may be asked of a value, an operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rules.programme import LOCALES

Kind = Literal["number", "text", "flag", "time", "length", "texts", "lines", "payments"]
"""Decimal number, text, yes/no, local time, length of time, texts, list of lines, of payments."""

Values = Literal["", "event_type", "partner", "partner_tag", "store", "store_tag", "tier", "currency", "weekday",
                 "window", "rounding"]
"""Which known values a text may take; "" is any."""

Sentence = tuple[str, str, str]
"""English, Simplified Chinese, Traditional Chinese: the order of ``rules.programme.LOCALES``."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a word that is called, always a text written out. ``optional`` may be left out."""

    name: str
    values: Values = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the language.

    ``name`` is dotted; ``unit`` is one of ``rules.vocabulary.units.UNITS``; ``low`` and ``high`` bound what a number
    can be; a ``nullable`` word may be absent and needs ``??``. A word with ``arguments`` not None is called with
    brackets. ``example`` is an expression that uses it.
    """

    name: str
    kind: Kind
    sentence: Sentence
    example: str
    unit: str = ""
    values: Values = ""
    nullable: bool = False
    low: int | None = None
    high: int | None = None
    arguments: tuple[Argument, ...] | None = None

    @property
    def root(self) -> str:
        """First part of the name."""
        return self.name.partition(".")[0]

    @property
    def last(self) -> str:
        """Last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def usage(self) -> str:
        """How it is written, with its arguments; those in square brackets may be left out."""
        if self.arguments is None:
            return self.name
        written = ""
        for position, argument in enumerate(self.arguments):
            comma = ", " if position else ""
            written += f"[{comma}{argument.name}]" if argument.optional else f"{comma}{argument.name}"
        return f"{self.name}({written})"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something else of the language: a function, an operator, a way to write a value, ``.name`` on a value.

    ``usage`` is how it is written, ``example`` an expression that uses it.
    """

    usage: str
    sentence: Sentence
    example: str


def in_locale(sentence: Sentence, locale: str) -> str:
    """The sentence in one locale."""
    return sentence[LOCALES.index(locale)]

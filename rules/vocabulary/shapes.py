"""Shapes of the vocabulary: a word, an argument, a function, a built-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rules.programme import Place

Kind = Literal["number", "text", "flag", "time", "length", "texts", "lines", "payments"]
"""Decimal number, text, yes/no, local time, length of time, texts, list of lines, of payments."""

Values = Literal["", "event_type", "partner", "partner_tag", "store", "store_tag", "tier", "currency", "money",
                 "weekday", "window", "category", "rounding", "attribute"]
"""Which known values a text may take; "" is any."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a word that is called; constants only for history. ``optional`` may be left out."""

    name: str
    values: Values
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the language.

    ``name`` is dotted; ``low`` and ``high`` bound what a number can be; ``unit`` is one of the units of
    ``rules.vocabulary.texts``. A word with ``arguments`` not None is called with brackets.
    """

    name: str
    kind: Kind
    unit: str = ""
    nullable: bool = False
    values: Values = ""
    low: int | None = None
    high: int | None = None
    arguments: tuple[Argument, ...] | None = None
    example: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """First part of the name."""
        return self.name.partition(".")[0]

    @property
    def last(self) -> str:
        """Last part of the name."""
        return self.name.rpartition(".")[2]


_CAMPAIGN = ("event", "member", "partner", "store", "referrer", "history", "progress", "matched")

ROOTS: Mapping[Place, tuple[str, ...]] = {
    "condition": _CAMPAIGN,
    "audience": ("member", "history"),
    "line": ("line", "event", "member", "partner", "store", "referrer", "history"),
    "award": _CAMPAIGN,
    "accrual": ("event", "member", "partner", "store", "referrer", "history", "matched"),
    "tier": ("member", "history", "qualifying"),
    "growth": ("event", "member", "partner", "store", "referrer", "history", "matched"),
    "conversion": ("member", "history", "conversion"),
    "price": ("member", "history", "reward"),
    "life": ("event", "member", "partner", "store", "history"),
    "injection": ("period", "pool"),
    "odds": ("member", "history"),
    "number": (),
    "progress_when": _CAMPAIGN,
    "progress_add": _CAMPAIGN,
    "progress_distinct": _CAMPAIGN,
}
"""Roots of the words that exist in each place."""

_CONDITIONS: tuple[Place, ...] = ("condition", "audience", "line", "tier", "conversion", "progress_when")
_AMOUNTS: tuple[Place, ...] = ("award", "accrual", "growth", "price", "life", "injection", "odds", "number",
                               "progress_add")

RESULTS: Mapping[Place, tuple[str, ...]] = {
    **dict.fromkeys(_CONDITIONS, ("flag",)),
    **dict.fromkeys(_AMOUNTS, ("number",)),
    "progress_distinct": ("text", "list of text", "set of text"),
}
"""Kinds of result each place takes."""

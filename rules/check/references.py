"""References: every code that a value names exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules.check.book import Book, error
from rules.errors import Finding
from rules.nearest import nearest
from rules.programme import Benefit, Programme, Share, Tier
from rules.shape.notes import below

REFERENCES: Mapping[str, Mapping[str, str]] = {
    "Partner": {"currency": "currency", "honours": "currency"},
    "Accrual": {"currency": "currency"},
    "Tier": {"award_currency": "currency"},
    "Benefit": {"currency": "currency"},
    "Campaign": {"lane": "lane"},
    "Conversion": {"source": "currency", "target": "currency"},
    "Injection": {"partner": "partner"},
    "Pool": {"currency": "currency"},
    "Reward": {"partner": "partner", "currency": "currency"},
    "DrawGame": {"currency": "currency"},
}
"""Which field names a value of which kind."""


def findings(book: Book) -> Iterator[Finding]:
    """Codes that nobody has, with the nearest that somebody has."""
    known = _known(book.programme)
    for path, value in book.values:
        for name, kind in REFERENCES.get(type(value).__name__, {}).items():
            yield from _missing(getattr(value, name), below(path, name), kind, known[kind])
    yield from _payers(book, known)
    yield from _draws(book, known["draw"])
    yield from _award_currencies(book)


def _known(programme: Programme) -> Mapping[str, tuple[str, ...]]:
    return {
        "currency": tuple(currency.code for currency in programme.currencies),
        "partner": tuple(partner.code for partner in programme.partners),
        "pool": tuple(pool.code for pool in programme.pools),
        "lane": tuple(lane.code for lane in programme.lanes),
        "draw": tuple(game.code for game in programme.draws),
    }


def _missing(named: Any, path: str, kind: str, known: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(named, tuple):
        for index, one in enumerate(named):
            yield from _missing(one, below(path, index), kind, known)
    elif named and named not in known:
        listed = f"; known are {', '.join(known[:20])}" if known else ""
        sentence = f"There is no {kind} {named}{listed}."
        yield error("unknown_reference", path, sentence, nearest(named, known), kind=kind, value=named)


def _payers(book: Book, known: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    for path, share in book.of(Share):
        kind, _, code = share.source.partition(":")
        if code and kind in known:
            for found in _missing(code, below(path, "source"), kind, known[kind]):
                offer = f"{kind}:{found.suggestion}" if found.suggestion else ""
                yield error(found.code, found.path, found.sentence, offer, **found.data)


def _draws(book: Book, draws: tuple[str, ...]) -> Iterator[Finding]:
    for path, benefit in book.of(Benefit):
        if benefit.kind == "chance":
            yield from _missing(benefit.code, below(path, "code"), "draw", draws)


def _award_currencies(book: Book) -> Iterator[Finding]:
    several = len(book.programme.currencies) > 1
    for path, tier in book.of(Tier):
        if tier.award and several and not tier.award_currency:
            yield error("missing_currency", path, f"The award of tier {tier.code} needs an award_currency.",
                        value=tier.code)

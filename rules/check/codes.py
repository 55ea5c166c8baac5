"""Codes: unique per kind; attributes are words that rules can speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rules.check.book import Book, error
from rules.errors import Finding
from rules.shape.notes import below

KINDS = ("currencies", "partners", "accruals", "tiers", "growth", "campaigns", "lanes", "conversions", "pools",
         "rewards", "draws")
ATTRIBUTE = re.compile(r"(event|member)\.[a-z][a-z0-9_]{0,63}", re.ASCII)


def findings(book: Book) -> Iterator[Finding]:
    """A code used twice; an attribute no rule could name."""
    programme = book.programme
    for kind in KINDS:
        yield from _twice(getattr(programme, kind), f"/{kind}")
    for index, partner in enumerate(programme.partners):
        yield from _twice(partner.stores, f"/partners/{index}/stores")
    for index, campaign in enumerate(programme.campaigns):
        yield from _twice(campaign.progress, f"/campaigns/{index}/progress")
    for index, game in enumerate(programme.draws):
        yield from _twice(game.prizes, f"/draws/{index}/prizes")
    yield from _attributes(programme.attributes)


def _twice(values: Sequence[Any], path: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if first.setdefault(value.code, index) != index:
            other = f"{path}/{first[value.code]}"
            sentence = f"The code {value.code} is used twice; the first is {other}."
            yield error("duplicate_code", f"{path}/{index}/code", sentence, value=value.code, other=other)


def _attributes(names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        if not ATTRIBUTE.fullmatch(name):
            sentence = f"{name} is not event.<name> or member.<name> in small letters, digits and _."
            yield error("bad_attribute", below("/attributes", name), sentence, _attribute_like(name), value=name)


def _attribute_like(name: str) -> str:
    offer = re.sub(r"[^a-z0-9_.]+", "_", name.lower())
    return offer if ATTRIBUTE.fullmatch(offer) else ""

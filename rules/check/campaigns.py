"""Campaigns: they give something, and keep only counters that they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from rules.check.book import Book, constant, error, warning
from rules.errors import Finding
from rules.language.setting import BEFORE
from rules.programme import Benefit, Campaign
from rules.shape.short import COUNTED


def findings(book: Book) -> Iterator[Finding]:
    """Campaigns without benefits or that never run, benefits of nothing, counters nobody reads."""
    words = _words_read(book)
    for path, campaign in book.of(Campaign):
        if not campaign.benefits:
            sentence = f"The campaign {campaign.code} gives nothing; add benefits."
            yield error("no_benefits", path, sentence, value=campaign.code)
        yield from _never(book, path, campaign)
        yield from _unread(path, campaign, words[path])
    for path, benefit in book.of(Benefit):
        yield from _benefit(book, path, benefit)


def _never(book: Book, path: str, campaign: Campaign) -> Iterator[Finding]:
    for name in ("audience", "when", "lines"):
        rule = book.rules.get(f"{path}/{name}")
        if rule is not None and constant(rule) is False:
            sentence = f"{name} never holds, so that {campaign.code} never pays; set its status to paused instead."
            yield error("never_pays", f"{path}/{name}", sentence, value=campaign.code)


def _words_read(book: Book) -> Mapping[str, set[str]]:
    """The words that the rules of each campaign read, by the campaign's pointer."""
    words: dict[str, set[str]] = defaultdict(set)
    for path, rule in book.rules.items():
        words["/".join(path.split("/", 3)[:3])].update(rule.words)
    return words


def _unread(path: str, campaign: Campaign, read: set[str]) -> Iterator[Finding]:
    for index, counter in enumerate(campaign.progress):
        if read.isdisjoint((f"progress.{counter.code}", f"progress.{counter.code}{BEFORE}")):
            sentence = f"No rule of {campaign.code} reads progress.{counter.code}."
            yield warning("unread_counter", f"{path}/progress/{index}/code", sentence, value=counter.code)


def _benefit(book: Book, path: str, benefit: Benefit) -> Iterator[Finding]:
    if benefit.kind in COUNTED and not benefit.code:
        yield error("missing_code", path, f"A {benefit.kind} needs a code that says which.", kind=benefit.kind)
    number = book.number(f"{path}/value")
    if number is None:
        return
    least = Decimal(1) if benefit.kind == "multiplier" else Decimal(0)
    if number < least or (number == least and benefit.kind != "tag"):
        sentence = f"A {benefit.kind} of {number:f} gives nothing."
        yield error("pays_nothing", f"{path}/value", sentence, value=f"{number:f}", kind=benefit.kind)

"""What is wrong or doubtful in a programme, as findings; it never stops at the first and never raises.

Each concern is a module of its own with one function ``findings(book)``. The codes stand in
``docs/programme-file.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from rules.check import (
    amounts,
    campaigns,
    caps,
    codes,
    conversions,
    lanes,
    payment,
    references,
    rewards,
    texts,
    tiers,
    times,
)
from rules.check.book import Book, expressions_of, open_book
from rules.errors import Finding
from rules.programme import Programme

__all__ = ["CONCERNS", "check", "expressions_of"]

Examples = Callable[[Programme], Iterable[Finding]]
CONCERNS: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    codes.findings, references.findings, times.findings, amounts.findings, conversions.findings, lanes.findings,
    tiers.findings, payment.findings, caps.findings, campaigns.findings, rewards.findings, texts.findings,
)


def check(programme: Programme, today: date | None = None, examples: Examples | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the programme; warnings that need ``today`` are left out without it.

    ``examples`` runs the worked examples and gives a finding for each that fails; they run only when nothing
    else is an error.
    """
    book = open_book(programme, today)
    found = [*_expressions(book), *(finding for concern in CONCERNS for finding in concern(book))]
    if examples is not None and not any(finding.severity == "error" for finding in found):
        found.extend(examples(programme))
    return tuple(sorted(found, key=in_order))


def _expressions(book: Book) -> Iterator[Finding]:
    """Findings inside rules. Only campaigns are looked up by an index, so only theirs need narrowing."""
    for path, checked in book.rules.items():
        looked_up = path.startswith("/campaigns/")
        yield from (replace(finding, path=path) for finding in checked.findings
                    if looked_up or finding.code != "not_narrowed")


def in_order(finding: Finding) -> tuple[object, ...]:
    """Sort key: by pointer, where positions in a list count as numbers."""
    parts = finding.path.split("/")
    start = finding.span.start if finding.span else 0
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts], start, finding.code

"""Rewards whose settings cannot have an effect."""

from __future__ import annotations

from collections.abc import Iterator

from rules.check.book import Book, error
from rules.errors import Finding
from rules.programme import Reward


def findings(book: Book) -> Iterator[Finding]:
    """Points that come back from a voucher that never lapses."""
    for path, reward in book.of(Reward):
        if reward.lapsed == "refund" and not reward.voucher_days:
            sentence = f"{reward.code} gives points back when its voucher lapses, but none does; write voucher_days."
            yield error("voucher_never_lapses", f"{path}/lapsed", sentence, value=reward.code)

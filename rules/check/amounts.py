"""Constant numbers that cannot be: prices, odds, days, limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from rules.check.book import Book, error
from rules.errors import Finding
from rules.programme import Currency

DAYS: Mapping[str, tuple[str, ...]] = {
    "Expiry": ("months", "days"), "Currency": ("lock_days",), "Tier": ("grace_days",),
    "Reward": ("voucher_days",), "Policies": ("late_days", "parked_days", "grace_days", "adjustment_limit"),
}
"""Fields that are whole numbers, zero or more."""

LEAST: Mapping[str, Mapping[str, tuple[Decimal, Decimal | None]]] = {
    "Accrual": {"points": (Decimal(0), None)},
    "Reward": {"price": (Decimal(1), None)},
    "DrawGame": {"price": (Decimal(0), None)},
    "Prize": {"odds": (Decimal(0), Decimal(1)), "points": (Decimal(0), None)},
    "Injection": {"points": (Decimal(0), None)},
}
"""Least and most that a constant may be."""


def findings(book: Book) -> Iterator[Finding]:
    """Constants below or above what makes sense."""
    for path, value in book.values:
        owner = type(value).__name__
        for name in DAYS.get(owner, ()):
            yield from _whole(book, f"{path}/{name}")
        for name, (least, most) in LEAST.get(owner, {}).items():
            yield from _between(book, f"{path}/{name}", least, most)
    for path, currency in book.of(Currency):
        if currency.price < 0:
            yield _amount(f"{path}/price", currency.price, "0 or more", "0")


def _whole(book: Book, path: str) -> Iterator[Finding]:
    number = book.number(path)
    if number is not None and (number < 0 or number != number.to_integral_value()):
        yield _amount(path, number, "a whole number, 0 or more", "0")


def _between(book: Book, path: str, least: Decimal, most: Decimal | None) -> Iterator[Finding]:
    number = book.number(path)
    if number is not None and (number < least or (most is not None and number > most)):
        wanted = f"{least} or more" if most is None else f"between {least} and {most}"
        yield _amount(path, number, wanted, str(least))


def _amount(path: str, number: Decimal, wanted: str, limit: str) -> Finding:
    name = path.rpartition("/")[2]
    return error("bad_amount", path, f"{name} is {number:f}; it must be {wanted}.", value=f"{number:f}", limit=limit)

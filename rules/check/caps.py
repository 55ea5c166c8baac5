"""Caps: each one can bite, and none forbids everything."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rules.check.book import Book, error, warning
from rules.check.payment import POINT_KINDS
from rules.errors import Finding
from rules.programme import Campaign, Cap, MemberCap

INSIDE = {
    "event": ("day", "week", "month", "quarter", "year", "lifetime"),
    "day": ("week", "month", "quarter", "year", "lifetime"),
    "week": ("lifetime",),
    "month": ("quarter", "year", "lifetime"),
    "quarter": ("year", "lifetime"),
    "year": ("lifetime",),
}
"""Longer periods that each period lies wholly in."""


def findings(book: Book) -> Iterator[Finding]:
    """Caps of zero, caps that another cap or the campaign itself already keeps."""
    for kind in (Cap, MemberCap):
        for path, _ in book.of(kind):
            limit = book.number(f"{path}/limit")
            if limit is not None and limit <= 0:
                sentence = f"A cap of {limit:f} pays nothing."
                yield error("pays_nothing", f"{path}/limit", sentence, value=f"{limit:f}")
    for path, campaign in book.of(Campaign):
        for index, cap in enumerate(campaign.caps):
            reason = _idle(book, path, campaign, cap, index)
            if reason:
                sentence = f"This cap never bites: {reason}."
                yield warning("cap_without_effect", f"{path}/caps/{index}", sentence, reason=reason)


def _idle(book: Book, path: str, campaign: Campaign, cap: Cap, index: int) -> str:
    """Why a cap is without effect, "" when it may bite."""
    paid = [benefit for benefit in campaign.benefits if benefit.to == cap.to]
    if not paid:
        return f"no benefit goes to the {cap.to}"
    if cap.of == "points" and not any(benefit.kind in POINT_KINDS for benefit in paid):
        return "no benefit gives points"
    limit = book.number(f"{path}/caps/{index}/limit")
    if limit is None:
        return ""
    if cap.per == "event" and cap.of == "times":
        return "a campaign pays once an event" if limit >= 1 else ""
    most = _most_per_event(book, path, campaign, cap)
    if cap.per == "event" and most is not None and most <= limit:
        return f"an event brings {most:f} at most"
    return _kept_by_another(book, path, campaign, index, limit)


def _most_per_event(book: Book, path: str, campaign: Campaign, cap: Cap) -> Decimal | None:
    """Points one event can bring to whom the cap is for, None when that depends on facts."""
    total = Decimal(0)
    for index, benefit in enumerate(campaign.benefits):
        if benefit.to == cap.to and benefit.kind in POINT_KINDS:
            number = book.number(f"{path}/benefits/{index}/value") if benefit.kind == "points" else None
            if number is None:
                return None
            total += number
    return total


def _kept_by_another(book: Book, path: str, campaign: Campaign, index: int, limit: Decimal) -> str:
    cap = campaign.caps[index]
    for place, other in enumerate(campaign.caps):
        alike = place != index and (other.of, other.per, other.to) == (cap.of, cap.per, cap.to)
        tighter = book.number(f"{path}/caps/{place}/limit")
        if alike and tighter is not None and tighter <= limit and other.period in INSIDE.get(cap.period, ()):
            return f"the cap of {tighter:f} a {other.period} is tighter"
    return ""

"""How a grocer's departments become five partners, and how their numbers are written."""

from __future__ import annotations

PARTNER_OF_DEPARTMENT = {
    "DELI": "LUMO", "PASTRY": "LUMO", "SALAD BAR": "LUMO", "CHEF SHOPPE": "LUMO", "RESTAURANT": "LUMO",
    "DRUG GM": "CARE", "COSMETICS": "CARE", "PHOTO & VIDEO": "CARE",
    "FUEL": "MOVE", "AUTOMOTIVE": "MOVE",
    "FLORAL": "BLOOM", "GARDEN CENTER": "BLOOM", "TRAVEL & LEISURE": "BLOOM",
}
"""Department of the data → partner; every other department belongs to the grocer, ``FRESH``."""

GROCER = "FRESH"
PARTNERS = (GROCER, "LUMO", "CARE", "MOVE", "BLOOM")
ZONE = "America/New_York"
MONEY = "USD"
RETURN_EVERY = 33
"""One purchase in so many is followed by a return of its first line, a day later.

The data know no returns; these are chosen by the basket's number alone, so that every run has the same.
"""
RETURN_AFTER_DAYS = 1
EVENTS = 256_517
"""Purchases and returns that the whole year comes to."""


def partner_of(department: str | None) -> str:
    """Partner that sells a department's goods."""
    return PARTNER_OF_DEPARTMENT.get(department or "", GROCER)


def number_at(partner: str, household: int) -> str:
    """The member's number at one partner, different at each, as in life: ``L-004711``."""
    return f"{partner[0]}-{household:06d}"


def campaign_tag(campaign: int) -> str:
    """Tag of the members a campaign of the data was sent to, and of the goods its coupons were for."""
    return f"mail-{campaign:02d}"

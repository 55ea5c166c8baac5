"""What a member lets its partner know, as the partner's own events tell it: ``consents`` and the terms agreed to.

A partner that was told no by the member itself, or by staff, cannot say yes for it: only the member can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.facts import Attribute
from server.ledger.load import Word
from server.ledger.posted import Agreed
from server.problems import FieldError, Problem

CONSENTS, TERMS = "consents", "consents_to"
"""Attributes that are kept as the member's word to the partner, and not among attributes."""


@dataclass(frozen=True, slots=True)
class Said:
    """Yes or no, and which text was agreed to."""

    given: bool
    terms: str = ""


def said_in(attributes: Mapping[str, Attribute]) -> Said | None:
    """What an event says of consent, None for nothing. Raises ``Problem`` for what is neither yes nor no."""
    given = attributes.get(CONSENTS)
    if given is None:
        return None
    if not isinstance(given, bool):
        sentence = "Consent is true or false."
        raise Problem("invalid_event", sentence, errors=[FieldError(f"/data/attributes/{CONSENTS}", sentence)])
    return Said(given, str(attributes.get(TERMS, "")))


def without(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    """The attributes that are left."""
    return {name: value for name, value in attributes.items() if name not in (CONSENTS, TERMS)}


def agreed(said: Said | None, before: Word, member: str, partner: str, at: datetime) -> Agreed | None:
    """The row that writes it down; None for what holds already, or is not this partner's to say."""
    if said is None or (before.seq and before.given == said.given):
        return None
    if said.given and before.seq and before.by != partner:
        return None
    return Agreed(member, partner, before.seq + 1, said.given, partner, said.terms, at)

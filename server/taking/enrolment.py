"""Members as events tell of them: enrolled on first sight, their attributes kept, personal words set apart."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.facts import Attribute
from rules.intake import Reported
from rules.state import MemberState
from server.ledger.posted import Profile
from server.ledger.texts import text
from server.problems import FieldError, Problem

TELLING = frozenset({"member.joined", "member.updated"})
PERSONAL = ("birthday", "phone")
"""Attributes that are kept as the member's own fields and never among facts: a date, and a verified phone."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says of its member: the event without personal words, the member with them."""

    reported: Reported
    member: MemberState
    changed: bool


def newcomer(member: str, reported: Reported) -> MemberState:
    """A member seen for the first time, who joins with this event."""
    return MemberState(id=member, number=reported.number, joined_at=reported.occurred_at)


def told(reported: Reported, member: MemberState, referrer: str, key: str) -> Told:
    """Apply ``member.joined`` and ``member.updated``; ``key`` hashes phones. Raises ``Problem`` for a bad birthday."""
    if reported.type not in TELLING:
        return Told(reported, member, changed=False)
    words = {name: value for name, value in reported.attributes.items() if name not in PERSONAL}
    after = replace(
        member, attributes={**member.attributes, **words}, referrer=member.referrer or referrer,
        birthday=_birthday(reported.attributes) or member.birthday,
        phone=_phone(reported.attributes, key) or member.phone)
    return Told(replace(reported, attributes=words), after, changed=True)


def profile_of(member: MemberState, identities: tuple[tuple[str, str], ...] = ()) -> Profile:
    """What is written of a member besides points."""
    return Profile(member.id, member.joined_at, member.birthday, member.phone, member.referrer,
                   text(dict(member.attributes)), text(dict(member.convert_to)), identities)




def _birthday(attributes: Mapping[str, Attribute]) -> date | None:
    value = attributes.get("birthday")
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        pointer = "/data/attributes/birthday"
        raise Problem("invalid_event", "A birthday is a date such as 1990-04-01.",
                      errors=[FieldError(pointer, "Not a date.")]) from error


def _phone(attributes: Mapping[str, Attribute], key: str) -> str:
    """A keyed hash, equal for equal phones and telling nothing else."""
    value = attributes.get("phone")
    return "" if not value else hmac.new(key.encode(), str(value).encode(), hashlib.sha256).hexdigest()

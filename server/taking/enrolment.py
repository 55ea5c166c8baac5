"""Members as events tell of them: enrolled on first sight, their attributes kept, personal words set apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.facts import Attribute
from rules.intake import Reported
from rules.state import MemberState
from server.fields import Keyring
from server.ledger.posted import Detail, Profile
from server.ledger.texts import text
from server.problems import FieldError, Problem
from server.taking.consenting import Said, said_in, without
from server.taking.personal import PHONE, details_of, split

TELLING = frozenset({"member.joined", "member.updated"})
BIRTHDAY = "birthday"
"""The attribute that is kept as the member's own field, and not among attributes."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says of its member: the event without personal words, the member, those words sealed, its word."""

    reported: Reported
    member: MemberState
    changed: bool
    details: tuple[Detail, ...] = ()
    consent: Said | None = None


def newcomer(member: str, reported: Reported) -> MemberState:
    """A member seen for the first time, who joins with this event."""
    return MemberState(id=member, number=reported.number, joined_at=reported.occurred_at)


def told(reported: Reported, member: MemberState, referrer: str, keyring: Keyring) -> Told:
    """Apply ``member.joined`` and ``member.updated``; personal words of other events are dropped.

    Raises ``Problem`` for a birthday, phone, e-mail or consent that is none.
    """
    if not reported.attributes and reported.type not in TELLING:
        return Told(reported, member, changed=False)
    rest, personal = split(reported)
    if reported.type not in TELLING:
        return Told(rest, member, changed=False)
    details = details_of(keyring, member.id, reported.partner, personal, reported.occurred_at)
    words = {name: value for name, value in without(rest.attributes).items() if name != BIRTHDAY}
    after = replace(
        member, attributes={**member.attributes, **words}, referrer=member.referrer or referrer,
        birthday=_birthday(rest.attributes) or member.birthday, phone=phone_mark(details) or member.phone)
    return Told(replace(rest, attributes=words), after, True, details, said_in(rest.attributes))


def profile_of(member: MemberState, identities: tuple[tuple[str, str], ...] = ()) -> Profile:
    """What is written of a member besides points."""
    return Profile(member.id, member.joined_at, member.birthday, member.phone, member.referrer,
                   text(dict(member.attributes)), text(dict(member.convert_to)), identities)


def _birthday(attributes: Mapping[str, Attribute]) -> date | None:
    value = attributes.get(BIRTHDAY)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        pointer = f"/data/attributes/{BIRTHDAY}"
        raise Problem("invalid_event", "A birthday is a date such as 1990-04-01.",
                      errors=[FieldError(pointer, "Not a date.")]) from error


def phone_mark(details: tuple[Detail, ...]) -> str:
    """The blind index of the phone, equal for equal phones and telling nothing else; "" for none."""
    return next((detail.blind_index for detail in details if detail.field == PHONE), "")

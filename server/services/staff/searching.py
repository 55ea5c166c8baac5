"""Finding by exactly what somebody has in hand: a member's number, phone or e-mail; a campaign; a partner.

No substring is ever looked for among members: every question is an equality on an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from rules.programme import Programme, Texts
from server.fields import Keyring
from server.models import Claim, Identity
from server.problems import Problem
from server.services.members.profiles import members_with

MOST = 8
DIGITS = 7
"""Of a phone number, at least."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """One thing: ``kind`` member, campaign, partner or event; ``key`` leads to it; ``about`` says where it is from."""

    kind: str
    key: str
    name: str
    about: str = ""


def members_named(session: Session, keyring: Keyring, text: str, partners: Sequence[str], *,
                  everywhere: bool = True) -> list[Found]:
    """Members by number at these partners, by phone, by e-mail; unless ``everywhere`` only members of theirs."""
    keys = [(partner, text) for partner in partners]
    numbers = select(Identity).where(tuple_(Identity.partner, Identity.number).in_(keys)).limit(MOST)
    found = [Found("member", row.member_id, row.number, row.partner) for row in session.scalars(numbers)]
    return found + _by_contact(session, keyring, text, None if everywhere else partners)


def _by_contact(session: Session, keyring: Keyring, text: str, partners: Sequence[str] | None) -> list[Found]:
    """By e-mail when there is an @ in it, by phone when it is digits."""
    field = "email" if "@" in text else "phone" if sum(sign.isdigit() for sign in text) >= DIGITS else ""
    if not field:
        return []
    try:
        ids = members_with(session, keyring, field, text, partners)
    except Problem:
        return []
    return [Found("member", id_, text, field) for id_ in ids[:MOST]]


def events_named(session: Session, text: str, partners: Sequence[str]) -> list[Found]:
    """Events by the reference that one of these partners gave them."""
    keys = [(partner, text) for partner in partners]
    query = select(Claim).where(tuple_(Claim.partner, Claim.reference).in_(keys)).limit(MOST)
    return [Found("event", f"{row.member_id},{row.event_id}", row.reference, row.partner)
            for row in session.scalars(query) if row.member_id]


def in_programme(programme: Programme, text: str) -> list[Found]:
    """Campaigns and partners whose code or name, in any language, has the text in it."""
    wanted = text.casefold()
    found = [Found("campaign", each.code, name_of(each.name, each.code), each.code) for each in programme.campaigns
             if _named(each.code, each.name, wanted)]
    found += [Found("partner", each.code, name_of(each.name, each.code), each.code) for each in programme.partners
              if _named(each.code, each.name, wanted)]
    return found[:MOST]


def name_of(texts: Texts, code: str, locale: str = "en") -> str:
    """What something is called."""
    return texts.get(locale) or texts.get("en") or code


def _named(code: str, texts: Texts, wanted: str) -> bool:
    return wanted in code.casefold() or any(wanted in text.casefold() for text in texts.values())

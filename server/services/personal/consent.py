"""What a member allows each partner to be told beyond what that partner reported itself: given, withdrawn, remembered.

Without a word of the member the partner's own setting holds (``shares_by_default``, off unless an operator turns it
on). A withdrawal counts from the next answer and message on. Errors: ``UnknownPartner``, ``UnknownMember``.
"""


from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.gather import UnknownPartner
from server.clock import now
from server.connection import Connection
from server.ledger.chain import KEYS
from server.ledger.texts import text
from server.models import Consent, Member, Partner
from server.services.points.desk import UnknownMember

MEMBER = "member"
"""Who said it, when the member did on the status page."""
ALLOWED = """
SELECT k.m, k.e FROM {keys} JOIN partner p ON p.code = k.e
WHERE coalesce((SELECT c.given FROM consent c WHERE c.member_id = k.m AND c.partner = k.e
                ORDER BY c.seq DESC LIMIT 1), p.shares_by_default)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one partner; ``said_at`` is None while only the partner's default speaks."""

    partner: str
    given: bool
    said_at: datetime | None = None
    by: str = ""


def give(session: Session, member: str, partner: str, by: str = MEMBER, terms: str = "") -> Standing:
    """The member allows the partner to be told. The caller commits."""
    return _say(session, member, partner, Consent(given=True, by=by, terms=terms))


def withdraw(session: Session, member: str, partner: str, by: str = MEMBER) -> Standing:
    """The member does not allow it, or not any more. The caller commits."""
    return _say(session, member, partner, Consent(given=False, by=by))


def _say(session: Session, member: str, partner: str, said: Consent) -> Standing:
    """Write it down under the member's lock, unless it is what holds by the member's own word already."""
    locked = session.get(Member, member, with_for_update=True)
    if locked is None:
        raise UnknownMember(member)
    if session.get(Partner, partner) is None:
        raise UnknownPartner(partner)
    before = history(session, member, partner)
    if not before or before[-1].given != said.given:
        said.member_id, said.partner, said.seq, said.said_at = member, partner, len(before) + 1, now()
        locked.version += 1
        session.add(said)
        session.flush()
        before = (*before, said)
    return _standing(before[-1])


def history(session: Session, member: str, partner: str | None = None) -> Sequence[Consent]:
    """Every yes and no, oldest first."""
    query = select(Consent).where(Consent.member_id == member).order_by(Consent.said_at, Consent.partner, Consent.seq)
    return tuple(session.scalars(query if partner is None else query.where(Consent.partner == partner)))


def standings(session: Session, member: str) -> tuple[Standing, ...]:
    """What holds now for every partner, by code: for the member to see and change."""
    said = {each.partner: _standing(each) for each in history(session, member)}
    partners = session.scalars(select(Partner).order_by(Partner.code))
    return tuple(said.get(each.code, Standing(each.code, each.shares_by_default)) for each in partners)


def allowed(connection: Connection, asked: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those of the (member, partner) pairs where the partner may be told more than it reported."""
    pairs = sorted(set(asked))
    if not pairs:
        return frozenset()
    rows = connection.rows(ALLOWED.format(keys=KEYS[connection.kind]), (text(pairs),))
    return frozenset((member, partner) for member, partner in rows)


def share_by_default(session: Session, partner: str, shares: bool) -> None:
    """What holds for members who have not said anything. The caller commits. Raises ``UnknownPartner``."""
    found = session.get(Partner, partner)
    if found is None:
        raise UnknownPartner(partner)
    found.shares_by_default = shares


def _standing(said: Consent) -> Standing:
    return Standing(said.partner, said.given, said.said_at, said.by)

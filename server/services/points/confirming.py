"""Adjustments by staff: done at once within one person's limit, above it a row that a second person settles.

A confirmation is written down before the points move and under the request's own reference, so that whoever repeats it
after a failure moves nothing twice. Errors: ``UnknownRequest``, ``RequestDecided``, ``SamePerson``, and of adjusting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.books.adjust import SecondPersonNeeded
from rules.entries import Reason
from rules.errors import PointsError
from server.clock import now
from server.models import AdjustmentRequest, Identity
from server.services.points.adjusting import adjust_points
from server.services.points.desk import Desk, Request, UnknownMember
from server.services.programme.review import SamePerson
from server.services.staff.auditing import record

OPEN, CONFIRMED, REFUSED = "open", "confirmed", "refused"


class UnknownRequest(PointsError):
    """There is no adjustment request of that id."""

    code = "request_unknown"


class RequestDecided(PointsError):
    """The adjustment was confirmed or refused already."""

    code = "request_decided"


class SeveralMembers(PointsError):
    """A number that several partners gave to different members; the partner must be named too."""

    code = "member_ambiguous"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to adjust; ``reference`` is the form's own, so that it counts once however often it is sent.

    ``issuer`` is the partner that stands for the points, "" the programme.
    """

    reference: str
    number: str
    currency: str
    points: int
    reason: str
    partner: str = ""
    issuer: str = ""
    expires_on: date | None = None


def member_named(session: Session, number: str, partner: str = "") -> str:
    """Id of the member with a number, at one partner or at any. Raises ``UnknownMember``, ``SeveralMembers``."""
    query = select(Identity.member_id).where(Identity.number == number).distinct()
    found = session.scalars(query.where(Identity.partner == partner) if partner else query).all()
    if not found:
        raise UnknownMember(number)
    if len(found) > 1:
        raise SeveralMembers(f"{len(found)} members have the number {number}; name the partner")
    return found[0]


def adjust_or_ask(session: Session, desk: Desk, wish: Wish, by: str) -> AdjustmentRequest | None:
    """Adjust at once (None), or leave a row for a second person. Raises what ``adjust_points`` raises."""
    member = member_named(session, wish.number, wish.partner)
    session.rollback()
    try:
        _adjust(desk, wish.reference, member, wish, Reason(person=by, text=wish.reason))
    except SecondPersonNeeded:
        return _asked(session, member, wish, by)
    record(session, by, "adjustment.made", f"member:{member}", None, _told(wish), wish.reason)
    session.commit()
    return None


def confirm(session: Session, desk: Desk, request_id: str, by: str) -> AdjustmentRequest:
    """A second person answers for it, and the points move. What the ledger refuses leaves the request open."""
    asked = _held(session, request_id)
    if asked.asked_by == by:
        raise SamePerson(f"{by} asked for this; somebody else must confirm it")
    if asked.status != OPEN and (asked.status, asked.decided_by) != (CONFIRMED, by):
        raise RequestDecided(f"the request is {asked.status}")
    wish, member, first = _wish(asked), asked.member_id, asked.asked_by
    _decide(session, asked, CONFIRMED, by, "")
    try:
        _adjust(desk, request_id, member, wish, Reason(person=first, second=by, text=wish.reason))
    except PointsError:
        _decide(session, _held(session, request_id), OPEN, "", "")
        raise
    return _held(session, request_id)


def refuse(session: Session, request_id: str, by: str, why: str) -> AdjustmentRequest:
    """Leave the points as they are."""
    asked = _held(session, request_id)
    if asked.status != OPEN:
        raise RequestDecided(f"the request is {asked.status}")
    return _decide(session, asked, REFUSED, by, why)


def requests(session: Session, status: str = OPEN, limit: int = 100) -> list[AdjustmentRequest]:
    """Those of one status, newest first."""
    query = select(AdjustmentRequest).where(AdjustmentRequest.status == status)
    return list(session.scalars(query.order_by(AdjustmentRequest.id.desc()).limit(limit)))


def _adjust(desk: Desk, reference: str, member: str, wish: Wish, reason: Reason) -> None:
    adjust_points(desk, Request(reference, member=member, reason=reason), wish.currency, wish.points,
                  issuer=wish.issuer, expires_on=wish.expires_on)


def _asked(session: Session, member: str, wish: Wish, by: str) -> AdjustmentRequest:
    known = session.get(AdjustmentRequest, wish.reference)
    if known is not None:
        return known
    asked = AdjustmentRequest(
        id=wish.reference, member_id=member, number=wish.number, currency=wish.currency, points=wish.points,
        issuer=wish.issuer, expires_on=wish.expires_on, reason=wish.reason, asked_by=by, asked_at=now())
    session.add(asked)
    record(session, by, "adjustment.asked", f"member:{member}", None, _told(wish), wish.reason)
    session.commit()
    return asked


def _held(session: Session, request_id: str) -> AdjustmentRequest:
    found = session.get(AdjustmentRequest, request_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise UnknownRequest(f"there is no adjustment request {request_id}")
    return found


def _decide(session: Session, asked: AdjustmentRequest, status: str, by: str, why: str) -> AdjustmentRequest:
    before = {"status": asked.status}
    person = by or asked.decided_by
    asked.status, asked.decided_by, asked.decision_note = status, by, why
    asked.decided_at = now() if by else None
    after = {"status": status, "points": asked.points, "currency": asked.currency}
    record(session, person, f"adjustment.{status}", f"member:{asked.member_id}", before, after, why or asked.reason)
    session.commit()
    return asked


def _wish(asked: AdjustmentRequest) -> Wish:
    return Wish(asked.id, asked.number, asked.currency, asked.points, asked.reason, "", asked.issuer,
                asked.expires_on)


def _told(wish: Wish) -> dict[str, object]:
    return {"points": wish.points, "currency": wish.currency, "issuer": wish.issuer, "reference": wish.reference}

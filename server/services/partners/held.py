"""Events that wait for a person: listed, let in, or refused for good; the partner is told either way.

Errors: ``UnknownHeld``, what the event itself raises when it is let in (``Problem``, ``PointsError``), ``NotDone``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from rules.errors import PointsError
from rules.intake import Reported
from rules.state import Plan
from server.clock import now
from server.connection import MARKS
from server.db import writing
from server.ids import new_id
from server.jobs.outbox import TOLD
from server.ledger.post import NotPosted, post
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.texts import text
from server.ledger.values import value_of
from server.models import Waiting
from server.services.points.desk import NotDone
from server.taking.intake import DATABASE_ERRORS, TRIES, Taking
from server.taking.personal import opened
from server.webhooks.edge import Answered, Incoming

REFUSED = "event.refused"
HELD, PARKED = "held", "parked"
LEADS = """
UPDATE claim SET member_id = {0} WHERE partner = {0} AND reference = {0} AND member_id = ''"""

_BODY = msgspec.json.Decoder(float_hook=Decimal)


class UnknownHeld(PointsError):
    """Nothing waits under this reference, or it was settled already."""

    code = "unknown_held"


@dataclass(frozen=True, slots=True)
class Held:
    """An event that waits: ``status`` held or parked, ``until`` when a parked one becomes a person's."""

    partner: str
    reference: str
    status: str
    why: str
    awaits: str
    number: str
    recorded_at: datetime
    until: datetime | None
    reported: Reported


def listed(session: Session, *, statuses: Sequence[str] = (HELD,), partner: str = "",
           limit: int = 10_000) -> list[Held]:
    """What waits, oldest first: for a person, or parked for its purchase; ``partner`` "" is all of them."""
    query = _waiting(select(Waiting), partner).where(Waiting.status.in_(statuses))
    rows = session.scalars(query.order_by(Waiting.recorded_at, Waiting.reference).limit(limit))
    return [_held(row) for row in rows]


def counted(session: Session, partner: str = "") -> Mapping[str, int]:
    """How many wait, by status."""
    query = _waiting(select(Waiting.status, func.count()), partner).group_by(Waiting.status)
    return dict(session.execute(query).all())


def _waiting(query: Select[Any], partner: str) -> Select[Any]:
    query = query.where(Waiting.settled_at.is_(None))
    return query.where(Waiting.partner == partner) if partner else query


def waiting(session: Session, partner: str, reference: str) -> Held:
    """One event that waits. Raises ``UnknownHeld``."""
    row = session.get(Waiting, (partner, reference))
    if row is None or row.settled_at is not None:
        raise UnknownHeld(f"nothing waits under {partner}/{reference}")
    return _held(row)


def accept(taking: Taking, held: Held, person: str, reason: str) -> Answered:
    """Rate a held event as if it had come in time; its business key leads to it from now on."""
    lost: Exception | None = None
    for _ in range(TRIES):
        try:
            return _accepted(taking, Incoming(opened(held.reported, taking.keyring), b""), person, reason)
        except (NotPosted, *DATABASE_ERRORS) as error:
            lost = error
    raise NotDone("the event was not taken; it waits as before") from lost


def refuse(engine: Engine, held: Held, person: str, reason: str) -> None:
    """Settle a waiting event without rating it; the partner is told why."""
    at, event = now(), new_id()
    data = {"reference": held.reference, "type": held.reported.type, "why": reason}
    told = text({"partner": held.partner, "type": REFUSED, "event": event, "data": data})
    key = (held.partner, held.reference)
    try:
        with writing(engine) as connection:
            post(connection, [Posted(
                event=event, type=REFUSED, claim=Claimed("", f"settle:{held.partner}:{held.reference}"), occurred_at=at,
                plan=Plan(""), person=person, reason=reason, settles=(key,),
                work=(Work(new_id(), TOLD, told, at),))], recorded_at=at)
    except (NotPosted, *DATABASE_ERRORS) as error:
        raise NotDone("the event was not refused; it waits as before, or somebody else has settled it") from error


def _accepted(taking: Taking, event: Incoming, person: str, reason: str) -> Answered:
    key = (event.reported.partner, event.reported.reference)
    with taking.deciding([event], locking=True) as batch:
        answer = batch.accept(event, person, reason)
        member = batch.member_at(event.reported.partner, event.reported.number)
        batch.connection.run(LEADS.format(MARKS[batch.connection.kind]), (member, *key))
    return answer


def _held(row: Waiting) -> Held:
    reported = value_of(Reported, _BODY.decode(row.body))
    return Held(row.partner, row.reference, row.status, row.why, row.awaits, row.number, row.recorded_at, row.until,
                reported)

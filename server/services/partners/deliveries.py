"""Messages to partners for people: what was sent, what was given up, and sent again, one by one or by range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select, true, update
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server.clock import now
from server.models import Delivery, Endpoint

DEAD, OPEN, DONE, ALL = STATES = ("dead", "open", "done", "all")
CHUNK = 500


class UnknownDelivery(PointsError):
    """There is no message of that id, or several begin like it."""

    code = "unknown_delivery"


class DisabledEndpoint(PointsError):
    """A message cannot be sent again while its endpoint is disabled."""

    code = "endpoint_disabled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: their state, and, where given, partner and the half-open range in which they were made."""

    state: str = DEAD
    partner: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many messages are sent again, and how many wait for an endpoint that is disabled."""

    again: int
    disabled: int


def listed(session: Session, wanted: Wanted, limit: int = 1_000) -> list[Delivery]:
    """Messages as they stand, oldest first."""
    return list(session.scalars(_chosen(wanted).limit(limit)))


def replay(session: Session, delivery_id: str) -> str:
    """Send one message again under its own id, which is returned. Raises ``DisabledEndpoint``."""
    chosen = select(Delivery.id, Delivery.endpoint_id).where(Delivery.id.startswith(delivery_id))
    found = session.execute(chosen.limit(2)).all()
    if len(found) != 1:
        raise UnknownDelivery(f"{'several' if found else 'no'} messages begin with {delivery_id!r}")
    if found[0].endpoint_id not in _live(session):
        raise DisabledEndpoint("its endpoint is disabled; `tandem partner enable` enables it")
    _again(session, [found[0].id])
    session.commit()
    return str(found[0].id)


def replay_range(session: Session, wanted: Wanted) -> Replayed:
    """Send every message of a range again, in the order they were made."""
    live = _live(session)
    found = session.execute(_chosen(wanted).with_only_columns(Delivery.id, Delivery.endpoint_id)).all()
    again = [row.id for row in found if row.endpoint_id in live]
    for start in range(0, len(again), CHUNK):
        _again(session, again[start:start + CHUNK])
    session.commit()
    return Replayed(len(again), len(found) - len(again))


def _chosen(wanted: Wanted) -> Select[Delivery]:
    parts: dict[str, ColumnElement[bool]] = {
        DEAD: Delivery.dead_at.is_not(None), DONE: Delivery.done_at.is_not(None),
        OPEN: and_(Delivery.dead_at.is_(None), Delivery.done_at.is_(None)), ALL: true()}
    query = select(Delivery).where(parts[wanted.state])
    if wanted.partner:
        query = query.where(Delivery.partner == wanted.partner)
    if wanted.since:
        query = query.where(Delivery.created_at >= wanted.since)
    if wanted.until:
        query = query.where(Delivery.created_at < wanted.until)
    return query.order_by(Delivery.created_at, Delivery.id)


def _live(session: Session) -> set[str]:
    return set(session.scalars(select(Endpoint.id).where(Endpoint.disabled_at.is_(None))))


def _again(session: Session, ids: list[str]) -> None:
    at = now()
    session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(
        dead_at=None, done_at=None, lease_until=None, attempts=0, run_after=at, last_error=""))

"""Work that was given up, for people: listed, and started again."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server.clock import now
from server.models import Outbox


class UnknownWork(PointsError):
    """Nothing that was given up has this id, or several begin like it."""

    code = "unknown_work"


def given_up(session: Session, limit: int = 1_000) -> list[Outbox]:
    """Rows that failed too often, oldest first."""
    return list(session.scalars(select(Outbox).where(Outbox.dead_at.is_not(None)).order_by(Outbox.id).limit(limit)))


def start_again(session: Session, work_id: str) -> int:
    """Let the worker try a row again, by its id or the beginning of it, or ``all``; how many there are."""
    wanted = select(Outbox.id).where(Outbox.dead_at.is_not(None))
    if work_id != "all":
        wanted = wanted.where(Outbox.id.startswith(work_id))
    ids = list(session.scalars(wanted))
    if work_id != "all" and len(ids) != 1:
        raise UnknownWork(f"{len(ids)} rows that were given up begin with {work_id!r}")
    session.execute(update(Outbox).where(Outbox.id.in_(ids)).values(
        dead_at=None, lease_until=None, attempts=0, run_after=now()))
    session.commit()
    return len(ids)

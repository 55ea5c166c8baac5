"""Work that follows a commit: outbox rows with leases, and periodic runs that happen once a period."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control


class Outbox(db.Model):
    """One piece of work, written in the transaction that makes it due; deleted when done.

    A worker takes it by setting ``lease_until``; work whose lease ran out is taken again. ``dead_at`` is set
    when it is given up, and a person may start it again.
    """

    __tablename__ = "outbox"
    __table_args__ = control(Index("outbox_by_run_after", "run_after"))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[str]
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    dead_at: Mapped[datetime | None]


class PeriodRun(db.Model):
    """A periodic task ran, or runs, for one period; ``cursor`` is the last key it has done."""

    __tablename__ = "period_run"
    __table_args__ = control()

    task: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    cursor: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[datetime | None]

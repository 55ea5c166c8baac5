"""What partners are told: one row for each message to each endpoint, kept after it arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control

OPEN = text("done_at IS NULL AND dead_at IS NULL")
DEAD = text("dead_at IS NOT NULL")


class Delivery(db.Model):
    """One message to one endpoint; ``id`` is its ``webhook-id`` on every attempt.

    A worker takes it by setting ``lease_until``. ``done_at`` is set when the partner confirmed it, ``dead_at``
    when it was given up; a person may start it again. ``event_id`` is what it tells of, ``body`` its exact JSON.
    """

    __tablename__ = "delivery"
    __table_args__ = control(
        Index("delivery_due", "endpoint_id", "run_after", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("delivery_by_created_at", "created_at"),
        Index("delivery_by_partner", "partner", "created_at", "id"),
        Index("delivery_given_up", "partner", "created_at", "id", sqlite_where=DEAD, postgresql_where=DEAD),
        page_fill_percent=70,
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    endpoint_id: Mapped[str]
    partner: Mapped[str]
    event_id: Mapped[str]
    type: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]

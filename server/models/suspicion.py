"""What the watch found: figures of a member that a person should look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import member_sharded

OPEN = text("settled_at IS NULL")


class Suspicion(db.Model):
    """One rule of the watch was met by one member: ``figure`` reached ``threshold``, ``about`` says of what and when.

    ``id`` is made from the rule and ``about``, so that the same is found once. ``verdict`` is what a person made of it.
    """

    __tablename__ = "suspicion"
    __table_args__ = member_sharded(
        Index("suspicion_open", "found_at", sqlite_where=OPEN, postgresql_where=OPEN))

    member_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    about: Mapped[str]
    figure: Mapped[int]
    threshold: Mapped[int]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str] = mapped_column(default="")

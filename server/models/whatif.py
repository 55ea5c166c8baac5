"""What-if runs: a draft over stored decisions, while it runs and once it is done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control


class WhatIf(db.Model):
    """One run. ``programme`` is the canonical text of what is tried, ``campaign`` the one that is looked at.

    It goes over decisions recorded in [since, until): ``done`` of about ``total``. ``beat_at`` is when it last said
    that it lives; ``result`` a JSON text, "" until it is finished, ``failed`` why it never will be.
    """

    __tablename__ = "what_if"
    __table_args__ = control(
        CheckConstraint("done >= 0 AND total >= 0", name="what_if_counts"), Index("what_if_by_campaign", "campaign"))

    id: Mapped[str] = mapped_column(primary_key=True)
    campaign: Mapped[str]
    version: Mapped[str]
    programme: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    failed: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")

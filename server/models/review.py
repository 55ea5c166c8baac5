"""What waits for a second person: a programme that is to be published, and points that are to be adjusted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control, reference


class Submission(db.Model):
    """Somebody asks to publish exactly this content: ``body`` is its canonical text, ``version`` the hash of it.

    ``origin`` is what it was made of, the draft or an earlier version; ``effective_at`` when it is to come into
    force, None as soon as it is published. ``decided_…`` is who approved, rejected or withdrew it.
    """

    __tablename__ = "submission"
    __table_args__ = reference(
        CheckConstraint("status IN ('open', 'approved', 'rejected', 'withdrawn', 'published')",
                        name="submission_status_known"),
        CheckConstraint("origin IN ('draft', 'rollback')", name="submission_origin_known"),
        CheckConstraint("status NOT IN ('approved', 'published') OR decided_by <> asked_by",
                        name="submission_approved_by_another"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str]
    body: Mapped[str]
    origin: Mapped[str] = mapped_column(default="draft")
    status: Mapped[str] = mapped_column(default="open")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    effective_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")
    publication: Mapped[int | None]


class AdjustmentRequest(db.Model):
    """Points above one person's limit, which a second person confirms or refuses; ``id`` becomes their reference."""

    __tablename__ = "adjustment_request"
    __table_args__ = control(
        CheckConstraint("status IN ('open', 'confirmed', 'refused')", name="adjustment_request_status_known"),
        CheckConstraint("status <> 'confirmed' OR decided_by <> asked_by",
                        name="adjustment_request_confirmed_by_another"),
        Index("adjustment_request_by_status", "status", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    number: Mapped[str]
    currency: Mapped[str]
    points: Mapped[int]
    issuer: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None]
    reason: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")

"""What everybody wants: budgets, stock, shared caps, and the holds that reserve a member's points."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control, member_sharded

OPEN = text("status = 'open'")


class Budget(db.Model):
    """What a campaign may still give, or a reward or prize still has in stock.

    ``kind`` is campaign, pool, reward or prize. Points reserved in tranches are not in ``points_left``;
    ``points_over`` is what was given beyond a total that was cut since.
    """

    __tablename__ = "budget"
    __table_args__ = control(
        CheckConstraint("points_left BETWEEN 0 AND points_total", name="budget_within_bounds"),
        page_fill_percent=10,
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="campaign")
    points_total: Mapped[int]
    points_left: Mapped[int]
    points_over: Mapped[int] = mapped_column(default=0)


class Tranche(db.Model):
    """A part of a budget that one writer reserved for itself, so that writers do not queue for one row."""

    __tablename__ = "tranche"
    __table_args__ = control(
        CheckConstraint("points_left >= 0", name="tranche_not_negative"), page_fill_percent=10)

    code: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    points_left: Mapped[int]
    lease_until: Mapped[datetime]


class SharedUse(db.Model):
    """What a cap over all members has counted in one period."""

    __tablename__ = "shared_use"
    __table_args__ = control(
        CheckConstraint("used >= 0", name="shared_use_not_negative"), page_fill_percent=10)

    campaign: Mapped[str] = mapped_column(primary_key=True)
    cap: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    used: Mapped[int]


class Hold(db.Model):
    """Points reserved for a redemption until it is captured or released; ``entry_id`` is the hold's entry."""

    __tablename__ = "hold"
    __table_args__ = member_sharded(
        CheckConstraint("status IN ('open', 'captured', 'released', 'lapsed')", name="hold_status_known"),
        Index("hold_due", "expires_at", sqlite_where=OPEN, postgresql_where=OPEN))

    member_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str]
    points: Mapped[int]
    status: Mapped[str]
    entry_id: Mapped[str]
    expires_at: Mapped[datetime | None]

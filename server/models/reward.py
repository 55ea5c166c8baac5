"""What members bought with points: redemptions and what became of them, and the voucher codes they were given."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control, member_sharded

STATUSES = ("waiting", "approved", "fulfilled", "refused", "failed", "cancelled")
UNSETTLED = text("status IN ('waiting', 'approved')")
LAPSES = text("status = 'open' AND lapses_at IS NOT NULL")


class Redemption(db.Model):
    """Pieces of a reward that a member paid for; ``id`` is the event that did it, ``entry_id`` its burn.

    ``partner`` gives the reward, ``asked_by`` is the partner that asked for it, "" for the member or staff. ``uses``
    is a JSON text of what it counted on; ``quantity_back`` pieces were given back. ``tracking`` says how it is
    delivered, ``why`` why it was not.
    """

    __tablename__ = "redemption"
    __table_args__ = member_sharded(
        CheckConstraint(f"status IN ({', '.join(map(repr, STATUSES))})", name="redemption_status_known"),
        CheckConstraint("quantity_back BETWEEN 0 AND quantity", name="redemption_within_bounds"),
        Index("redemption_by_id", "id"),
        Index("redemption_by_partner", "partner", "status", "id"),
        Index("redemption_by_asker", "asked_by", "status", "id"),
        Index("redemption_to_do", "partner", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
        page_fill_percent=80,
    )

    member_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str]
    asked_by: Mapped[str]
    reward: Mapped[str]
    kind: Mapped[str]
    quantity: Mapped[int]
    quantity_back: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str]
    points: Mapped[int]
    entry_id: Mapped[str]
    version: Mapped[str]
    uses: Mapped[str]
    status: Mapped[str]
    tracking: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Voucher(db.Model):
    """One code for one piece of a redemption, honoured once by ``partner``.

    ``valid_until_on`` is its last local day at the partner, ``lapses_at`` the instant that day ends; both None for a
    code that is good for ever. ``refund`` says whether its points go back when it lapses: the terms it was given on.
    """

    __tablename__ = "voucher"
    __table_args__ = control(
        CheckConstraint("status IN ('open', 'used', 'lapsed', 'cancelled')", name="voucher_status_known"),
        Index("voucher_by_redemption", "member_id", "redemption_id"),
        Index("voucher_due", "lapses_at", sqlite_where=LAPSES, postgresql_where=LAPSES),
        page_fill_percent=80,
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    redemption_id: Mapped[str]
    partner: Mapped[str]
    reward: Mapped[str]
    status: Mapped[str]
    valid_until_on: Mapped[date | None]
    lapses_at: Mapped[datetime | None]
    refund: Mapped[bool]
    issued_at: Mapped[datetime]
    changed_at: Mapped[datetime]

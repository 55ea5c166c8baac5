"""The ledger: entries and their postings for ever, lots and balances as they stand."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from rules.entries import KINDS
from server.db import db
from server.models.placement import member_sharded

OPEN = text("points_left > 0")


class Entry(db.Model):
    """One event in the ledger, the ``seq``-th that an event caused; its id is ``<event_id>.<seq>``.

    ``version`` "" is that of its event; ``about`` names another event it is due to. ``person`` made it, ``second``
    confirmed it.
    """

    __tablename__ = "entry"
    __table_args__ = member_sharded(
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in sorted(KINDS))})", name="entry_kind_known"),
        narrow=True, append_only=True,
    )

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    rule: Mapped[str] = mapped_column(default="")
    version: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")
    second: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    negates: Mapped[str] = mapped_column(default="")


class Posting(db.Model):
    """One signed leg of an entry. ``account`` is available, pending or held for the member's own, else a full name."""

    __tablename__ = "posting"
    __table_args__ = member_sharded(narrow=True, append_only=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    entry_seq: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    currency: Mapped[str]
    points: Mapped[int]


class Lot(db.Model):
    """Points of one accrual that share an expiry; a burn draws lots down.

    ``entry_id`` opened it, "" when its id is the lot's own. ``event_id`` is the event behind it.
    """

    __tablename__ = "lot"
    __table_args__ = member_sharded(
        CheckConstraint("points_left BETWEEN 0 AND points_accrued", name="lot_within_bounds"),
        Index("lot_open", "member_id", "expires_on", sqlite_where=OPEN, postgresql_where=OPEN),
        narrow=True, page_fill_percent=90,
    )

    member_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str]
    points_accrued: Mapped[int]
    points_left: Mapped[int]
    expires_on: Mapped[date | None]
    available_on: Mapped[date | None]
    pending: Mapped[bool]
    entry_id: Mapped[str]
    event_id: Mapped[str]


class Draw(db.Model):
    """Points that an entry took from a lot; negative when it put them back, 0 when it released the lot."""

    __tablename__ = "draw"
    __table_args__ = member_sharded(narrow=True, append_only=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    entry_seq: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[str]
    points: Mapped[int]


class Balance(db.Model):
    """A member's points of one currency by account; below zero only by what is owed."""

    __tablename__ = "balance"
    __table_args__ = member_sharded(
        CheckConstraint("owed >= 0 AND available + owed >= 0", name="balance_owes_what_it_lacks"),
        CheckConstraint("pending >= 0 AND held >= 0", name="balance_not_negative"),
        narrow=True, page_fill_percent=80,
    )

    member_id: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    available: Mapped[int]
    pending: Mapped[int]
    held: Mapped[int]
    owed: Mapped[int]

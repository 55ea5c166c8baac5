"""Events: the claim of a business key, what was reported and decided, what waits, what came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control, member_sharded


class Claim(db.Model):
    """One business key, taken for ever: the same key and body gets the first answer, another body a conflict.

    ``partner`` is "" for what the programme itself does (expiry, review, settlement); ``body_hash`` is SHA-256.
    """

    __tablename__ = "claim"
    __table_args__ = control(narrow=True)

    partner: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    member_id: Mapped[str]
    event_id: Mapped[str]


class Event(db.Model):
    """What was reported and what the programme decided: facts, version and outcome repeat the decision for ever.

    ``facts``, ``outcome`` and ``answer`` are JSON texts; ``kept`` is what a return of this purchase starts from.
    ``person`` made an event of the programme's own (adjustment, transfer …). ``others`` are the ids of further
    members it touched, separated by blanks.
    """

    __tablename__ = "event"
    __table_args__ = member_sharded(
        Index("event_by_recorded_at", "recorded_at"), Index("event_by_partner", "partner", "recorded_at", "id"),
        append_only=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str]
    reference: Mapped[str]
    type: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    others: Mapped[str] = mapped_column(default="")
    facts: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    kept: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")


class Waiting(db.Model):
    """An event that could not be processed when it came: parked without its purchase, or held for a person.

    ``body`` is what was reported; ``answer`` the first answer; ``awaits`` the purchase a return waits for.
    The row stays when it is settled, since its first answer does.
    """

    __tablename__ = "waiting"
    __table_args__ = control(
        CheckConstraint("status IN ('held', 'parked')", name="waiting_status_known"),
        Index("waiting_by_purchase", "partner", "awaits",
              sqlite_where=text("settled_at IS NULL"), postgresql_where=text("settled_at IS NULL")),
    )

    partner: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    awaits: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    answer: Mapped[str]
    recorded_at: Mapped[datetime]
    until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class PurchaseRemainder(db.Model):
    """What is left of a purchase once something of it came back; before that, ``Event.kept`` says it."""

    __tablename__ = "purchase_remainder"
    __table_args__ = member_sharded()

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    kept: Mapped[str]


class PersonalFact(db.Model):
    """What the facts of an event say of persons (``server.ledger.apart``), so that it can be erased.

    ``words`` is a JSON text. ``referrer`` is the other member of whom it speaks, or "".
    """

    __tablename__ = "personal_fact"
    __table_args__ = member_sharded(
        Index("personal_fact_by_referrer", "referrer", sqlite_where=text("referrer <> ''"),
              postgresql_where=text("referrer <> ''")))

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    referrer: Mapped[str] = mapped_column(default="")
    words: Mapped[str]

"""Members and what each of them carries besides points: identities, tier, counters, grants."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control, member_sharded


class Member(db.Model):
    """The person. Its row is the lock of all its books; ``version`` counts the changes made under that lock.

    ``phone`` is a keyed hash (equal if and only if the phones are). ``referrer`` is a member id or "".
    ``attributes`` and ``convert_to`` (source currency → code of the conversion) are JSON texts.
    """

    __tablename__ = "member"
    __table_args__ = member_sharded(page_fill_percent=80)

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime | None]
    birthday: Mapped[date | None]
    phone: Mapped[str] = mapped_column(default="")
    referrer: Mapped[str] = mapped_column(default="")
    attributes: Mapped[str] = mapped_column(default="{}")
    convert_to: Mapped[str] = mapped_column(default="{}")
    growth: Mapped[int] = mapped_column(default=0)
    tier: Mapped[str] = mapped_column(default="")
    tier_since_on: Mapped[date | None]
    tier_until_on: Mapped[date | None]


class Identity(db.Model):
    """The member's number at one partner; several identities, one member."""

    __tablename__ = "identity"
    __table_args__ = control(
        Index("identity_by_member", "member_id"), Index("identity_by_partner", "partner", "member_id"), narrow=True)

    partner: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]


class MemberTag(db.Model):
    """A word that campaigns, segments or staff put on a member."""

    __tablename__ = "member_tag"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class UseCount(db.Model):
    """What a cap has counted for a member in one period: points or times."""

    __tablename__ = "use_count"
    __table_args__ = member_sharded(CheckConstraint("used >= 0", name="use_count_not_negative"), narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(primary_key=True)
    cap: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    used: Mapped[int]
    touched_at: Mapped[datetime]


class Progress(db.Model):
    """State of one progress counter of a campaign for a member; ``counter`` is a JSON text."""

    __tablename__ = "progress"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    counter: Mapped[str]


class Past(db.Model):
    """One earlier event as the history words see it; ``record`` is a JSON text, replaced when goods come back."""

    __tablename__ = "past"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str]


class TierMove(db.Model):
    """A member rose or fell."""

    __tablename__ = "tier_move"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[str]
    after: Mapped[str]
    rose: Mapped[bool]
    moved_at: Mapped[datetime]


class Granted(db.Model):
    """A benefit that is not points: ``kind`` voucher, gift, chance, growth or tag; ``quantity`` a decimal text."""

    __tablename__ = "granted"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    kind: Mapped[str]
    code: Mapped[str]
    quantity: Mapped[str]
    granted_at: Mapped[datetime]

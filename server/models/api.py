"""Who may ask over the partners' interface: bearer keys, and the codes that prove that a member agrees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control, reference


class PartnerKey(db.Model):
    """A bearer key, of which only the SHA-256 is kept; several are live while a partner changes over.

    ``hint`` are its first letters, so that people can tell keys apart.
    """

    __tablename__ = "bearer_key"
    __table_args__ = reference(Index("bearer_key_by_hash", "hash", unique=True))

    id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(ForeignKey("partner.code"))
    hash: Mapped[str]
    hint: Mapped[str]
    created_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]


class MemberCode(db.Model):
    """A one-time code by which a member lets a partner bind or unbind a number; ``hash`` is its SHA-256.

    ``issued_by`` is the partner in whose house the member asked for it, "" for the member's own page.
    """

    __tablename__ = "member_code"
    __table_args__ = control(Index("member_code_by_expires_at", "expires_at"))

    hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

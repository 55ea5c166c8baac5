"""What shows tampering: sealed blocks over the ledger, and the chain of what people did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control


class Block(db.Model):
    """Events sealed after their commit. ``events`` lists them in order; ``hash`` covers their rows and ``previous``."""

    __tablename__ = "block"
    __table_args__ = control(Index("block_by_sealed_until", "sealed_until"), append_only=True)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous: Mapped[str]
    hash: Mapped[str]
    events: Mapped[str]
    sealed_until: Mapped[datetime]
    sealed_at: Mapped[datetime]


class Audit(db.Model):
    """Something a person did: who, when, why, before and after; ``hash`` covers the row and ``previous``."""

    __tablename__ = "audit"
    __table_args__ = control(append_only=True)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    person: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")
    previous: Mapped[str]
    hash: Mapped[str]

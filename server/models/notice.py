"""Notices: what a member wants to be written about, and what it was written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import member_sharded


class NoticeWish(db.Model):
    """A member wants notices of a kind, in the language of ``locale``; no row, no notices."""

    __tablename__ = "notice_wish"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    locale: Mapped[str]
    said_at: Mapped[datetime]


class Notice(db.Model):
    """A member was written about one ``occasion`` of a kind; the row is what makes it once."""

    __tablename__ = "notice"
    __table_args__ = member_sharded(narrow=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    occasion: Mapped[str] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]

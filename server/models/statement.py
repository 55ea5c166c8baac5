"""Settlements as they were made: who owed whom for a period."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control


class Statement(db.Model):
    """The settlement of one period [``first_on``, ``until_on``); ``number`` counts them without a gap.

    ``body`` is JSON: prices, totals of the partners' accounts, positions, payments. The entry of ``event_id`` took
    exactly these totals off the accounts, so that what stays there is unsettled.
    """

    __tablename__ = "statement"
    __table_args__ = control(Index("statement_by_period", "period", unique=True), append_only=True)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period: Mapped[str]
    first_on: Mapped[date]
    until_on: Mapped[date]
    version: Mapped[str]
    event_id: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime]

"""What happened, added up by day: a roll-up that can be computed anew from events and entries at any time."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control


class DailyStatistic(db.Model):
    """What one subject came to at one partner on one local day of the programme.

    ``subject`` is ``event:<type>``, ``category:<name>`` of what was bought, or the rule of ledger entries
    (``accrual:base``, ``campaign:coffee``). ``times`` counts events, lines or entries; ``points_in`` came to members,
    ``points_out`` left them; ``amount_minor`` is money paid, returns not taken off. ``partner`` "" is the programme.
    """

    __tablename__ = "daily_statistic"
    __table_args__ = control(narrow=True, page_fill_percent=50)

    happened_on: Mapped[date] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    points_in: Mapped[int]
    points_out: Mapped[int]
    amount_minor: Mapped[int]

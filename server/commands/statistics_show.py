"""``tandem statistics show``: the roll-up of a range of days, as CSV."""

from __future__ import annotations

import csv
import sys
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.commands.days import DAY
from server.commands.opened import opened
from server.models import DailyStatistic

EXAMPLE = """
\b
Example:
  tandem statistics show --since 2026-03-01 --until 2026-03-31 > march.csv
"""
COLUMNS = ("happened_on", "partner", "subject", "currency", "times", "points_in", "points_out", "amount_minor")


@click.command("show", epilog=EXAMPLE)
@click.option("--since", type=DAY, metavar="DATE", help="First day.")
@click.option("--until", type=DAY, metavar="DATE", help="Last day.")
@click.option("--partner", default="", help="Only this partner's.")
def show(since: datetime | None, until: datetime | None, partner: str) -> None:
    """Print what happened as CSV: events, categories sold, and points by rule, for each day and partner."""
    query = select(DailyStatistic).order_by(DailyStatistic.happened_on, DailyStatistic.partner, DailyStatistic.subject)
    if since:
        query = query.where(DailyStatistic.happened_on >= since.date())
    if until:
        query = query.where(DailyStatistic.happened_on <= until.date())
    if partner:
        query = query.where(DailyStatistic.partner == partner)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    with opened() as (_, engine, _versions), Session(engine) as session:
        for row in session.scalars(query):
            out.writerow([getattr(row, name) for name in COLUMNS])

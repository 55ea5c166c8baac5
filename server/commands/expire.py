"""``tandem expire``: points become available on their day; points and vouchers lapse after their last one."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.days import as_of, day_of, do, end
from server.commands.opened import opened
from server.jobs.days import LOTS, Days
from server.jobs.vouchers import LapsingVouchers

EXAMPLE = """
\b
Example:
  tandem expire --as-of 2026-07-01
"""


@click.command("expire", epilog=EXAMPLE)
@as_of("Points whose last day is before this date lapse; points locked until it are released.")
def expire(as_of: datetime | None) -> None:
    """Release locked points, and let points and vouchers lapse, day by day up to a date; safe to run twice.

    The worker does this every day by itself.
    """
    with opened() as (_, engine, versions):
        day = day_of(as_of, versions)
        vouchers, days = LapsingVouchers(versions, day), Days(versions, day, [LOTS])
        first, made = do(engine, versions, vouchers), do(engine, versions, days)
        click.echo(f"As of {day}: {days.counts['expiry']:,} lots lapsed with {days.counts['expiry points']:,} points, "
                   f"{days.counts['release']:,} were released with {days.counts['release points']:,}.")
        click.echo(f"{vouchers.lapsed:,} vouchers lapsed; the points of {vouchers.refunded:,} went back.")
        end(first)
        end(made)

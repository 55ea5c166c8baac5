"""``tandem tiers review``: every tier whose time is up is renewed, raised or lowered."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.days import as_of, day_of, do, end
from server.commands.opened import opened
from server.jobs.days import TIERS, Days

EXAMPLE = """
\b
Example:
  tandem tiers review --as-of 2027-01-01
"""


@click.command("review", epilog=EXAMPLE)
@as_of("Tiers that are due for review by this date are reviewed, each as of the day it fell due.")
def review(as_of: datetime | None) -> None:
    """Review the tiers whose time is up; safe to run twice. The worker does this every day by itself."""
    with opened() as (_, engine, versions):
        day = day_of(as_of, versions)
        days = Days(versions, day, [TIERS])
        made = do(engine, versions, days)
        click.echo(f"As of {day}: {days.counts['rose']:,} members rose, {days.counts['fell']:,} fell, "
                   f"{days.counts['kept']:,} kept their tier.")
        end(made)

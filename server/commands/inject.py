"""``tandem inject``: what partners owe to shared pools."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.days import as_of, day_of, do, end
from server.commands.opened import opened
from server.jobs.injections import Injections

EXAMPLE = """
\b
Example:
  tandem inject --as-of 2026-04-01
"""


@click.command("inject", epilog=EXAMPLE)
@as_of("Payments that fell due by this date are made, in order.")
def inject(as_of: datetime | None) -> None:
    """Pay into shared pools what fell due and was not paid; every payment is made once, however often this runs.

    The worker does this every day by itself.
    """
    with opened() as (_, engine, versions):
        injections = Injections(versions, day_of(as_of, versions))
        made = do(engine, versions, injections)
        for payment, points in injections.paid:
            click.echo(f"{payment}: {points:,} points")
        click.echo(f"As of {injections.as_of}: {len(injections.paid)} payments made.")
        end(made)

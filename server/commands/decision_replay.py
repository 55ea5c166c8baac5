"""``tandem decision replay``: every stored decision made once more under its own version and facts."""

from __future__ import annotations

from datetime import datetime

import click

from server.commands.opened import opened
from server.commands.ranges import TIME, utc
from server.services.trials.decisions import replay as made_again

EXAMPLE = """
\b
Examples:
  tandem decision replay
  tandem decision replay --since 2026-03-01
"""
SHOWN = 100


@click.command("replay", epilog=EXAMPLE)
@click.option("--since", type=TIME, metavar="DATE", help="Only decisions recorded from then on (UTC).")
def replay(since: datetime | None) -> None:
    """Make stored decisions once more and compare them to the letter; changes nothing.

    Exit code 1 when one differs, each named with the place at which it does.
    """
    made = differs = 0
    with opened() as (_, engine, versions):
        for found in made_again(engine, versions, utc(since)):
            made += 1
            if found is not None:
                differs += 1
                if differs <= SHOWN:
                    stored = found.stored
                    click.echo(f"{stored.id} {stored.partner}/{stored.reference}: {found.why}", err=True)
    if differs:
        raise click.ClickException(f"{differs} of {made} decisions come out otherwise")
    click.echo(f"{made} decisions made once more; every one came out as it is stored.")

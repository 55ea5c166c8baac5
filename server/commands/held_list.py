"""``tandem held list``: what waits for a person."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.findings import counted
from server.commands.opened import opened
from server.services.partners.held import HELD, PARKED, Held, listed

EXAMPLE = """
\b
Example:
  tandem held list --parked
"""


@click.command("list", epilog=EXAMPLE)
@click.option("--parked", is_flag=True, help="Also returns that still wait for their purchase.")
def list_(parked: bool) -> None:
    """List what waits for a person, oldest first."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        found = listed(session, statuses=(HELD, PARKED) if parked else (HELD,))
    for each in found:
        click.echo(_line(each))
    click.echo(f"{counted(len(found), 'event')} {'waits' if len(found) == 1 else 'wait'}.", err=True)


def _line(held: Held) -> str:
    of = f" of {held.awaits}" if held.awaits else ""
    until = f" until {held.until:%Y-%m-%d}" if held.until else ""
    return (f"{held.partner}/{held.reference} {held.status}{until}: {held.why or 'held'}; {held.reported.type}{of}, "
            f"occurred {held.reported.occurred_at:%Y-%m-%d %H:%M}, came {held.recorded_at:%Y-%m-%d %H:%M} UTC")

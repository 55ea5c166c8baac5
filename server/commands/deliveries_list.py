"""``tandem deliveries list``: what became of messages to partners."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from server.commands.findings import counted
from server.commands.opened import opened
from server.commands.ranges import TIME, utc
from server.models import Delivery
from server.services.partners.deliveries import DEAD, STATES, Wanted, listed

EXAMPLE = """
\b
Examples:
  tandem deliveries list
  tandem deliveries list --state open --partner LUMO
"""


def chosen(command: Any) -> Any:
    """Options that say which messages are meant."""
    for option in (
        click.option("--until", type=TIME, metavar="TIME", help="Only what was made before then (UTC)."),
        click.option("--since", type=TIME, metavar="TIME", help="Only what was made from then on (UTC)."),
        click.option("--partner", default="", help="Only this partner's."),
        click.option("--state", type=click.Choice(STATES), default=DEAD, show_default=True,
                     help="Given up, on its way, delivered, or all of them."),
    ):
        command = option(command)
    return command


@click.command("list", epilog=EXAMPLE)
@chosen
@click.option("--limit", default=1_000, show_default=True, help="At most so many.")
def list_(state: str, partner: str, since: datetime | None, until: datetime | None, limit: int) -> None:
    """List messages, oldest first: those that were given up, unless said otherwise."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        rows = listed(session, Wanted(state, partner, utc(since), utc(until)), limit)
        for row in rows:
            click.echo(_line(row))
        click.echo(counted(len(rows), "message"), err=True)


def _line(row: Delivery) -> str:
    if row.done_at:
        fate = f"delivered {row.done_at:%Y-%m-%d %H:%M:%S}"
    elif row.dead_at:
        fate = f"given up {row.dead_at:%Y-%m-%d %H:%M:%S}: {row.last_error}"
    else:
        fate = f"next {row.run_after:%Y-%m-%d %H:%M:%S} {row.last_error}".rstrip()
    return f"{row.id} {row.created_at:%Y-%m-%d %H:%M:%S} {row.partner} {row.type} tried {row.attempts}× {fate}"

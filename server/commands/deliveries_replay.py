"""``tandem deliveries replay``: messages are sent again under their own ids."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy.orm import Session

from server.commands.deliveries_list import chosen
from server.commands.findings import counted
from server.commands.opened import opened
from server.commands.ranges import utc
from server.services.partners.deliveries import Wanted, replay_range
from server.services.partners.deliveries import replay as replay_one

EXAMPLE = """
\b
Examples:
  tandem deliveries replay 01a1f3b2c4d5
  tandem deliveries replay --partner LUMO --since 2026-03-01 --until 2026-03-04
  tandem deliveries replay --state all --partner LUMO --since 2026-03-03T10:00:00
"""


@click.command("replay", epilog=EXAMPLE)
@click.argument("delivery", required=False, default="", metavar="[ID]")
@chosen
def replay(delivery: str, state: str, partner: str, since: datetime | None, until: datetime | None) -> None:
    """Send one message again, or all of a range: those that were given up, unless said otherwise.

    Each keeps its webhook-id, so that a partner that has it already knows it again. Needs an ID, a partner or a time.
    """
    if not (delivery or partner or since or until):
        raise click.UsageError("name a message, or say which: --partner, --since, --until")
    with opened() as (_, engine, _versions), Session(engine) as session:
        if delivery:
            click.echo(f"{replay_one(session, delivery)} is sent again.")
            return
        done = replay_range(session, Wanted(state, partner, utc(since), utc(until)))
    click.echo(f"{counted(done.again, 'message')} are sent again by the worker.")
    if done.disabled:
        raise click.ClickException(f"{counted(done.disabled, 'message')} wait for an endpoint that is disabled; "
                                   "`tandem partner enable` enables it")

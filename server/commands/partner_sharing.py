"""``tandem partner sharing CODE on|off``: what a partner is told of members who have not said anything."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.services.personal.consent import share_by_default

EXAMPLE = """
\b
Example:
  tandem partner sharing LUMO off
"""


@click.command("sharing", epilog=EXAMPLE)
@click.argument("code")
@click.argument("shares", metavar="on|off", type=click.Choice(["on", "off"]))
def sharing(code: str, shares: str) -> None:
    """Say whether a partner is told balances and tiers of members who neither gave nor withdrew their consent.

    What a member has said counts more than this. It acts from the next message on.
    """
    with opened() as (_, engine, _versions), Session(engine) as session:
        share_by_default(session, code, shares == "on")
        session.commit()
    click.echo(f"{code} is told {'everything' if shares == 'on' else 'only of its own events'} unless a member says "
               "otherwise.")

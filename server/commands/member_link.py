"""``tandem member link``: let a member in without e-mail, as support does for somebody on the telephone."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.clock import now
from server.commands.opened import opened
from server.db import writing
from server.models import Identity
from server.services.entering import links

EXAMPLE = """
\b
Example:
  tandem member link FRESH F-002337 --at https://points.example
"""


@click.command("link", epilog=EXAMPLE)
@click.argument("partner")
@click.argument("number")
@click.option("--at", "address", default="", help="Where members reach the server; this machine if not said.")
def link(partner: str, number: str, address: str) -> None:
    """Print an address that opens a member's page once, within ten minutes."""
    with opened() as (settings, engine, _):
        with Session(engine) as session:
            identity = session.get(Identity, (partner, number))
        if identity is None:
            raise click.ClickException(f"There is no member {number} at {partner}.")
        with writing(engine) as connection:
            token = links.issue(connection, settings.secret_key, identity.member_id, now())
        click.echo(f"{address or f'http://{settings.host}:{settings.port}'}/me/link/{token}")

"""``tandem programme diff``: what changes between two programmes."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.commands.versions_named import DRAFT, LIVE, named
from server.services.programme.publishing import difference

EXAMPLE = """
\b
Examples:
  tandem programme diff
  tandem programme diff live coalition.yaml
  tandem programme diff 3f2a91 8c04de
"""


@click.command("diff", epilog=EXAMPLE)
@click.argument("before", default=LIVE)
@click.argument("after", default=DRAFT)
def diff(before: str, after: str) -> None:
    """Show what changes from BEFORE to AFTER: each is live, draft, a file, or a version's hash or its beginning."""
    with opened() as (_, engine, versions), Session(engine) as session:
        text = difference(named(session, versions, before), named(session, versions, after))
    click.echo(text or f"{before} and {after} are the same.")

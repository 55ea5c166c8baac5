"""``tandem programme rollback VERSION``: an earlier version comes into force again."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.commands.versions_named import bring_into_force, signing
from server.services.programme.publishing import Signed, programme_of

EXAMPLE = """
\b
Example:
  tandem programme versions
  tandem programme rollback 3f2a91 --by ada --note "double points were meant for Sunday only"
"""


@click.command("rollback", epilog=EXAMPLE)
@click.argument("version")
@signing
def rollback(version: str, by: str, approved_by: str, approved_hash: str, note: str) -> None:
    """Bring an earlier VERSION into force again, from now on; the draft stays as it is."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        bring_into_force(session, programme_of(session, version), None, Signed(by, approved_by, approved_hash, note))

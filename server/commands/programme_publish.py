"""``tandem programme publish``: the draft comes into force."""

from __future__ import annotations

from datetime import datetime

import click
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.commands.versions_named import MOMENT, bring_into_force, drafted, signing
from server.services.programme.publishing import Signed

EXAMPLE = """
\b
Examples:
  tandem programme publish --by ada
  tandem programme publish --effective-at 2026-03-10 --by ada --approved-by bob --approved-hash 3f2a91…
"""


@click.command("publish", epilog=EXAMPLE)
@click.option("--effective-at", type=MOMENT, metavar="TIME", help="From when on, in the programme's zone; now if not "
              "given.")
@signing
def publish(effective_at: datetime | None, by: str, approved_by: str, approved_hash: str, note: str) -> None:
    """Bring the draft into force, if its examples hold; what is in force already changes nothing.

    Servers and workers follow within a second.
    """
    with opened() as (_, engine, _versions), Session(engine) as session:
        bring_into_force(session, drafted(session), effective_at, Signed(by, approved_by, approved_hash, note))

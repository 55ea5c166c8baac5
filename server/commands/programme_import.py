"""``tandem programme import FILE``: a programme file becomes the draft, and is published if wanted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from server.commands.findings import FILE, counted
from server.commands.opened import opened
from server.commands.versions_named import MOMENT, bring_into_force, from_file, signing
from server.services.programme.draft import store
from server.services.programme.publishing import Signed

EXAMPLE = """
\b
Examples:
  tandem programme import coalition.yaml
  tandem programme import coalition.yaml --publish --effective-at 2026-03-10T12:00
"""


@click.command("import", epilog=EXAMPLE)
@click.argument("file", type=FILE)
@click.option("--publish", is_flag=True, help="Bring it into force too, if its examples hold.")
@click.option("--effective-at", type=MOMENT, metavar="TIME", help="From when on, in the programme's zone; now if not "
              "given.")
@signing
def bring_in(file: Path, publish: bool, effective_at: datetime | None, by: str, approved_by: str, approved_hash: str,
             note: str) -> None:
    """Make the draft equal to FILE; the same file again changes nothing."""
    programme = from_file(file)
    with opened() as (_, engine, _versions), Session(engine) as session:
        changed = store(session, programme, by)
        session.commit()
        click.echo(f"{counted(changed, 'piece')} of the draft changed.")
        if publish:
            bring_into_force(session, programme, effective_at, Signed(by, approved_by, approved_hash, note))

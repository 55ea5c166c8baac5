"""``tandem member export PARTNER/NUMBER FILE``: everything that is kept of a member."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from server.commands.opened import opened
from server.fields import keyring_of
from server.services.members.by_number import member_with
from server.services.personal import export as personal_export

EXAMPLE = """
\b
Example:
  tandem member export LUMO/L-778 l-778.zip
"""


@click.command("export", epilog=EXAMPLE)
@click.argument("name", metavar="PARTNER/NUMBER")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(name: str, file: Path) -> None:
    """Write an archive of JSON and CSV for the member to FILE, which must not be there yet."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; an export never overwrites")
    scratch = file.with_name(f"{file.name}.part")
    with opened() as (settings, engine, _versions):
        found = member_named(engine, name)
        try:
            with scratch.open("wb") as target:
                done = personal_export.export(engine, keyring_of(settings), found, target)
        except BaseException:
            scratch.unlink(missing_ok=True)
            raise
        scratch.replace(file)
    click.echo(f"{file} holds {sum(done.rows.values()):,} rows of {sum(map(bool, done.rows.values()))} tables. "
               "It is personal data: give it to the member alone, and delete it here.")


def member_named(engine: Engine, name: str) -> str:
    """The id of the member called ``PARTNER/NUMBER``. Raises ``UnknownMember``."""
    partner, slash, number = name.partition("/")
    if not slash:
        raise click.ClickException("name the member as PARTNER/NUMBER")
    return member_with(engine, partner, number)

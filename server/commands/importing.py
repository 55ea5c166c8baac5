"""``tandem import``: members and balances of another system."""

from __future__ import annotations

from pathlib import Path

import click

from server.clock import now
from server.commands.lazy import Table, group
from server.db import open_engine
from server.fields import keyring_of
from server.services.members.importing import import_members
from server.settings import read_settings
from server.versions import Versions

COMMANDS: Table = {
    "members": ("server.commands.importing:members", "Enrol the members of a CSV file."),
    "balances": ("server.commands.importing_balances:balances", "Give members the points they had elsewhere."),
}
EXAMPLE = """
\b
Example:
  tandem import members members.csv

members.csv:
\b
  number_AIR,number_LUMO,joined_on,tags,name,email,phone
  A-778,L-778,2024-05-01,staff early,Ada Long,ada@example.com,+86 139 0000 0000
"""


@group(COMMANDS)
def bring_in() -> None:
    """Bring members and balances in from another system."""


@click.command("members", epilog=EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--strict", is_flag=True, help="Import nothing when any row is bad.")
def members(file: Path, strict: bool) -> None:
    """Enrol every member of FILE that nobody knows yet; safe to run twice."""
    settings = read_settings()
    engine = open_engine(settings)
    versions = Versions(engine, Path(settings.instance_path) / "compiled")
    versions.refresh()
    partners = [each.code for each in versions.in_force(now()).programme.partners]
    with file.open(encoding="utf-8-sig", newline="") as text:
        done = import_members(engine, text, partners, keyring_of(settings), strict=strict)
    for row in done.bad:
        click.echo(f"{file}:{row.line}: {row.column}: {row.sentence}", err=True)
    click.echo(f"{done.added} members enrolled, {done.known} were known, {len(done.bad)} rows refused")
    engine.dispose()
    if done.bad:
        raise SystemExit(1)

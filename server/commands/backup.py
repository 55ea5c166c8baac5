"""``tandem backup FILE``: a copy of the database while it is in use."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import click

from server.db import open_engine, sqlite_module
from server.settings import read_settings

EXAMPLE = """
\b
Example:
  tandem backup /backups/tandem-2026-03-03.sqlite3
"""


@click.command("backup", epilog=EXAMPLE)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy a SQLite database to FILE while servers and workers go on; for PostgreSQL use pg_dump.

    The copy holds everything that was confirmed before it began, is whole or not there at all, and is checked.
    """
    settings = read_settings()
    if not settings.is_sqlite:
        raise click.ClickException("this copies SQLite; PostgreSQL is copied by pg_dump, see docs/operations.md")
    if file.exists():
        raise click.ClickException(f"{file} exists already; a copy never overwrites")
    scratch = file.with_name(f"{file.name}.part")
    scratch.unlink(missing_ok=True)
    engine = open_engine(settings)
    try:
        with closing(engine.raw_connection()) as source, closing(sqlite_module().connect(scratch)) as copy:
            source.driver_connection.backup(copy)
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        engine.dispose()
    if found != "ok":
        scratch.unlink()
        raise click.ClickException(f"the copy is damaged, and so may be the database: {found}")
    with scratch.open("rb") as written:
        os.fsync(written.fileno())
    scratch.replace(file)
    click.echo(f"{file} holds the database as it stands, {file.stat().st_size / 1e6:,.1f} MB.")

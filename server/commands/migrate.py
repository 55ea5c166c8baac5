"""``tandem migrate``: bring the database to the newest tables, or to a named revision."""

from __future__ import annotations

import click

from server import migrate as migrations
from server.db import open_engine
from server.settings import read_settings

EXAMPLE = """
\b
Examples:
  tandem migrate
  tandem migrate --to 0009_proof
"""


@click.command("migrate", epilog=EXAMPLE)
@click.option("--to", "revision", default=migrations.NEWEST, show_default=True,
              help="Revision to go to; an older one goes back, `base` removes every table.")
def migrate(revision: str) -> None:
    """Bring the database of TANDEM_DATABASE_URL to the newest tables; safe to run twice."""
    engine = open_engine(read_settings())
    try:
        steps = migrations.migrate(engine, revision)
        for step in steps:
            click.echo(step)
        click.echo(f"{len(steps)} steps taken; the database is at {migrations.revision_of(engine) or 'nothing'}.")
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()

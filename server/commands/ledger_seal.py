"""``tandem ledger seal``: seal what was recorded; the worker does it every few seconds."""

from __future__ import annotations

import click

from server.clock import now
from server.db import open_engine, writing
from server.ledger.chain import seal as seal_events
from server.migrate import Outdated, refuse_outdated
from server.settings import read_settings

EXAMPLE = """
\b
Example:
  tandem ledger seal
"""


@click.command("seal", epilog=EXAMPLE)
def seal() -> None:
    """Seal every event that is in no block yet; safe to run twice, and while the worker does it too."""
    engine = open_engine(read_settings())
    try:
        refuse_outdated(engine)
        with writing(engine) as connection:
            sealed = seal_events(connection, now())
    except Outdated as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()
    click.echo(f"{sealed} events sealed.")

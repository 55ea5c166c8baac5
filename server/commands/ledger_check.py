"""``tandem ledger check``: every invariant of the ledger, and the chain of sealed blocks."""

from __future__ import annotations

import click

from server.db import open_engine, reading
from server.ledger.chain import verify
from server.ledger.check import check as check_invariants
from server.migrate import Outdated, refuse_outdated
from server.settings import read_settings

EXAMPLE = """
\b
Example:
  tandem ledger check && echo all is well
"""


@click.command("check", epilog=EXAMPLE)
def check() -> None:
    """Check every invariant of the ledger and its chain; changes nothing. Exits 1 and names what is broken."""
    engine = open_engine(read_settings())
    try:
        refuse_outdated(engine)
        with reading(engine) as connection:
            findings = [*check_invariants(connection), *verify(connection)]
    except Outdated as error:
        raise click.ClickException(str(error)) from error
    finally:
        engine.dispose()
    for finding in findings:
        click.echo(f"{finding.code}: {finding.sentence}", err=True)
    if findings:
        raise click.ClickException(f"{len(findings)} findings; the first is {findings[0].code}")
    click.echo("The ledger is sound: every invariant holds, and the chain is as it was sealed.")

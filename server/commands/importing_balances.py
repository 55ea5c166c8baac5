"""``tandem import balances``: the points members had in another system, with their dates."""

from __future__ import annotations

from pathlib import Path

import click

from server.clock import now
from server.commands.opened import opened
from server.services.members.importing_balances import import_balances

EXAMPLE = """
\b
Example:
  tandem import balances balances.csv

balances.csv:
\b
  partner,number,currency,points,expires_on,earned_on,reference
  LUMO,L-778,BEAN,1200,2026-12-31,2026-01-15,old-4711
"""


@click.command("balances", epilog=EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="import", show_default=True, help="Who answers for it.")
def balances(file: Path, by: str) -> None:
    """Open a lot for each row of FILE that was not imported before; safe to run twice.

    Bad rows are named with line and column, and do not hold up the others; exit code 1 if there is one.
    """
    with opened() as (_, engine, versions), file.open(encoding="utf-8-sig", newline="") as text:
        done = import_balances(engine, text, versions.in_force(now()), by=by)
    for row in sorted(done.bad, key=lambda row: row.line):
        click.echo(f"{file}:{row.line}: {row.column}: {row.sentence}", err=True)
    click.echo(f"{done.lots:,} lots opened with {done.points:,} points, {done.known:,} were known, "
               f"{len(done.bad):,} rows refused")
    if done.bad:
        raise SystemExit(1)

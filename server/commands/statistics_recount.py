"""``tandem statistics recount``: the roll-up becomes what events and entries say."""

from __future__ import annotations

import click

from server.commands.findings import counted
from server.commands.opened import opened
from server.jobs.context import Context
from server.jobs.statistics import recount as made_anew

EXAMPLE = """
\b
Example:
  tandem statistics recount
"""


@click.command("recount", epilog=EXAMPLE)
def recount() -> None:
    """Compute the statistics anew from the ledger and mend what differs; safe beside a worker, and to run twice."""
    with opened() as (_, engine, versions):
        wrong = made_anew(Context(engine, versions))
    click.echo("The statistics were right." if not wrong else f"{counted(wrong, 'row')} mended.")

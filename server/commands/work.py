"""``tandem work``: what the worker gave up."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.findings import counted
from server.commands.lazy import Table, group
from server.commands.opened import opened
from server.services.staff.work import given_up, start_again

COMMANDS: Table = {
    "list": ("server.commands.work:list_", "List work that was given up, and why."),
    "replay": ("server.commands.work:replay", "Let the worker try it again."),
}
LIST = """
\b
Example:
  tandem work list
"""
REPLAY = """
\b
Examples:
  tandem work replay 01a1f3b2
  tandem work replay all
"""


@group(COMMANDS)
def work() -> None:
    """Work that the worker gave up after it failed too often."""


@click.command("list", epilog=LIST)
def list_() -> None:
    """List work that was given up, oldest first."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        rows = given_up(session)
        for row in rows:
            click.echo(f"{row.id} {row.kind} tried {row.attempts}×, given up {row.dead_at:%Y-%m-%d %H:%M} UTC: "
                       f"{row.last_error}")
    click.echo(f"{counted(len(rows), 'piece')} of work given up.", err=True)


@click.command("replay", epilog=REPLAY)
@click.argument("work_id", metavar="ID")
def replay(work_id: str) -> None:
    """Let the worker try a piece of work again: by ID, the beginning of one, or all."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        number = start_again(session, work_id)
    click.echo(f"{counted(number, 'piece')} of work started again.")

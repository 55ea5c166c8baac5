"""``tandem watch``: figures of members that a person should look at."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from server.commands.findings import counted
from server.commands.lazy import Table, group
from server.commands.opened import opened
from server.jobs.context import Context
from server.jobs.periods import run
from server.services.staff import watch as services

COMMANDS: Table = {
    "look": ("server.commands.watch:look", "Look at the last day now."),
    "list": ("server.commands.watch:list_", "List what was found and nobody has looked at."),
    "settle": ("server.commands.watch:settle", "Say what it was."),
}
LOOK = """
\b
Example:
  tandem watch look
"""
LIST = """
\b
Example:
  tandem watch list
"""
SETTLE = """
\b
Example:
  tandem watch settle 019cb0d9c9e07000800000000000000f/1f2e3d4c5b6a --by eve --verdict "a family of five"
"""


@group(COMMANDS)
def watch() -> None:
    """Figures of members that a person should look at: fast earning, split receipts, returns after spending, links."""


@click.command("look", epilog=LOOK)
def look() -> None:
    """Look at the last day; safe to run twice. The worker does this every hour by itself."""
    with opened() as (settings, engine, versions):
        task = services.Watching(settings)
        run(Context(engine, versions, settings=settings), task)
    click.echo(f"{counted(task.found, 'new find')}.")


@click.command("list", epilog=LIST)
def list_() -> None:
    """List what waits for a person, oldest first."""
    with opened() as (_, engine, _versions), Session(engine) as session:
        rows = services.suspicions(session)
        for row in rows:
            click.echo(f"{row.member_id}/{row.id} {row.rule} {row.about}: {row.figure:,}, from {row.threshold:,} on")
    click.echo(f"{counted(len(rows), 'find')} open.", err=True)


@click.command("settle", epilog=SETTLE)
@click.argument("name", metavar="MEMBER/ID")
@click.option("--by", required=True, help="Who looked at it.")
@click.option("--verdict", required=True, help="What it was.")
def settle(name: str, by: str, verdict: str) -> None:
    """Settle a find: somebody has looked at it, and says what it was."""
    member, _, suspicion = name.partition("/")
    with opened() as (_, engine, _versions), Session(engine) as session:
        found = services.settle(session, member, suspicion, by, verdict)
        session.commit()
        click.echo(f"{found.rule} {found.about} is settled.")

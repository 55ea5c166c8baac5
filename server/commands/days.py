"""What the commands that keep the calendar share: the day they are for, and how they tell what could not be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from server.clock import now
from server.jobs.context import Context
from server.jobs.periods import Run, Task, run
from server.versions import Versions

Piece = TypeVar("Piece")
DAY = click.DateTime(["%Y-%m-%d"])


def as_of(meaning: str) -> Any:
    """The option ``--as-of``; today in the programme's zone when it is not given."""
    return click.option("--as-of", type=DAY, metavar="DATE", help=f"{meaning} Today by default.")


def day_of(given: datetime | None, versions: Versions) -> date:
    """The day a command is for."""
    return given.date() if given else now().astimezone(zone_of(versions)).date()


def zone_of(versions: Versions) -> ZoneInfo:
    """The zone of the programme in force."""
    return ZoneInfo(versions.in_force(now()).programme.zone)


def do(engine: Engine, versions: Versions, task: Task[Piece]) -> Run:
    """Do all of a task now, a chunk a commit; what could not be done goes to standard error."""
    made = run(Context(engine, versions), task)
    for failure in made.failed:
        click.echo(f"not done: {failure}", err=True)
    return made


def end(made: Run) -> None:
    """Exit code 1 when something could not be done."""
    if made.failed:
        raise SystemExit(1)

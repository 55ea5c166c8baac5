"""How people name a programme on the command line, and how publishing is told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from rules.errors import Finding, InvalidProgramme
from rules.programme import Programme
from server.clock import now
from server.commands.findings import has_error, line, open_programme
from server.services.programme.draft import assemble
from server.services.programme.publishing import ExamplesFail, Published, Signed, programme_of, publish
from server.services.trials.trying import refuse_costly
from server.versions import Versions

DRAFT, LIVE = "draft", "live"
MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def signing(command: Any) -> Any:
    """Options of everything that brings a version into force: since when, and who answers for it."""
    for option in (
        click.option("--note", default="", help="Why, for whoever asks later."),
        click.option("--approved-hash", default="", help="The version that the second person saw, whole."),
        click.option("--approved-by", default="", help="The second person, where the programme asks for one."),
        click.option("--by", default="command line", show_default=True, help="Who publishes."),
    ):
        command = option(command)
    return command


def named(session: Session, versions: Versions, name: str) -> Programme:
    """A programme by a file's path, ``draft``, ``live``, or a version's hash or the beginning of it."""
    if name == DRAFT:
        return drafted(session)
    if name == LIVE:
        return versions.in_force(now()).programme
    return from_file(Path(name)) if Path(name).is_file() else programme_of(session, name)


def drafted(session: Session) -> Programme:
    """The draft as it stands; a draft that does not fit together ends the command with its findings."""
    reading = assemble(session)
    if reading.programme is None:
        _refuse("draft", reading.findings)
    assert reading.programme is not None
    return reading.programme


def from_file(file: Path) -> Programme:
    """The programme of a file without errors; one with errors ends the command with them, each at its place."""
    read = open_programme(file)
    findings = read.checked()
    if read.programme is None or has_error(findings):
        for finding in findings:
            click.echo(line(file, finding), err=True)
        raise click.ClickException(f"{file} has errors; nothing was changed")
    return read.programme


def bring_into_force(session: Session, programme: Programme, effective_at: datetime | None, signed: Signed) -> None:
    """Publish, and tell what came of it; faults end the command with every finding."""
    moment = effective_at.replace(tzinfo=ZoneInfo(programme.zone)) if effective_at else None
    try:
        refuse_costly(programme)
        done = publish(session, programme, moment, signed)
    except (InvalidProgramme, ExamplesFail) as error:
        _refuse(programme.code, error.findings)
    else:
        click.echo(_told(done, programme))


def _refuse(name: str, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        click.echo(f"{name}{finding.path}: {finding.severity} {finding.code}: {finding.sentence}", err=True)
    raise click.ClickException(f"{len(findings)} findings; nothing was published")


def _told(done: Published, programme: Programme) -> str:
    since = done.effective_at.astimezone(ZoneInfo(programme.zone)).isoformat(sep=" ", timespec="seconds")
    if not done.changed:
        return f"Version {done.version[:12]} is in force since {since} already; nothing was changed."
    return f"Version {done.version} is in force from {since} on (publication {done.number})."

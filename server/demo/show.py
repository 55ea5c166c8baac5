"""The demo from start to stop: a database, a programme, members, a server and a worker, and a year of webhooks.

Everything it keeps lies in the instance folder, so that a second run goes on where the first stopped.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from pathlib import Path

import requests
from rich.console import Console
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from rules.canonical import content_hash
from rules.programme import Programme
from server.clock import now, stopwatch_seconds
from server.db import open_engine
from server.demo.coalition import coalition
from server.demo.journey import Journey, Sent, whole_weeks_until
from server.demo.mapping import PARTNERS
from server.demo.people import STAFF
from server.fields import Keyring, keyring_of
from server.migrate import migrate
from server.models import Publication
from server.sending import Channel
from server.services.members.importing import import_members
from server.services.partners.secrets import issue_secret
from server.services.personal.consent import share_by_default
from server.services.programme.draft import store
from server.services.programme.publishing import Signed, publish
from server.settings import Settings

START_SECONDS = 60
BATCH = 200


@dataclass(slots=True)
class Notes:
    """What the demo remembers between runs: by how much time was moved, the partners' secrets, events sent."""

    path: Path
    shift_days: int
    secrets: dict[str, str]
    sent: int = 0

    def save(self) -> None:
        """Write the notes whole."""
        scratch = self.path.with_suffix(".new")
        scratch.write_text(json.dumps({"shift_days": self.shift_days, "secrets": self.secrets, "sent": self.sent}))
        scratch.replace(self.path)


def notes_in(folder: Path) -> Notes:
    """The notes of an earlier run, or new ones."""
    path = folder / "demo.json"
    if path.exists():
        return Notes(path, **json.loads(path.read_text()))
    return Notes(path, whole_weeks_until(now().date()).days, {})


def prepare(settings: Settings, notes: Notes, journey: Journey, console: Console) -> Engine:
    """Tables, programme, members and secrets; each step changes nothing when it was done before."""
    engine = open_engine(settings)
    migrate(engine)
    programme = coalition(journey.campaigns(), journey.carnival_on)
    begin = datetime(2017, 1, 1, tzinfo=UTC) + timedelta(days=notes.shift_days - 1)
    with Session(engine) as session:
        if session.scalars(select(Publication).limit(1)).first() is None:
            store(session, programme, "demo")
            publish(session, programme, begin, signed(programme))
            console.print(f"The sample programme with {len(programme.campaigns)} campaigns is in force.")
        for partner in set(PARTNERS) - notes.secrets.keys():
            notes.secrets[partner] = issue_secret(session, partner)
            share_by_default(session, partner, True)
        session.commit()
    notes.save()
    _enrol(engine, journey, Path(settings.instance_path) / "members.csv", keyring_of(settings), console)
    return engine


def signed(programme: Programme) -> Signed:
    """The first version as two people of the demo would sign it."""
    marketer, approver = (email for email, (role, _) in STAFF.items() if role in ("marketer", "approver"))
    return Signed(by=marketer, approved_by=approver, approved_hash=content_hash(programme), note="first version")


def _enrol(engine: Engine, journey: Journey, path: Path, keyring: Keyring, console: Console) -> None:
    """Write the members' file and import it, as a partner would bring its members in."""
    if not path.exists():
        rows = list(journey.members())
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    with path.open(encoding="utf-8", newline="") as file:
        done = import_members(engine, file, PARTNERS, keyring)
    console.print(f"{done.added + done.known:,} members, each with a number at {len(PARTNERS)} partners.")


@contextmanager
def running(settings: Settings, commands: tuple[str, ...]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Server and worker as processes of their own, stopped cleanly at the end."""
    quiet = {**os.environ, "TANDEM_LOG_LEVEL": "warning"}
    processes = [subprocess.Popen([sys.executable, "-m", "server", command], env=quiet)  # noqa: S603 – our own
                 for command in commands]
    try:
        wait_until_ready(settings)
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def wait_until_ready(settings: Settings) -> None:
    """Return once the server answers that it is ready. Raises TimeoutError."""
    until = stopwatch_seconds() + START_SECONDS
    while stopwatch_seconds() < until:
        try:
            if requests.get(f"{url_of(settings)}/readyz", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise TimeoutError(f"the server did not become ready within {START_SECONDS} s")


def url_of(settings: Settings) -> str:
    """Where the server listens."""
    return f"http://{settings.host}:{settings.port}"


def send_all(settings: Settings, notes: Notes, journey: Journey, limit: int | None) -> Iterator[int]:
    """Post the events in order of time, a few hundred at once; yields how many each posting sent."""
    channels = {code: Channel(url_of(settings), code, secret) for code, secret in notes.secrets.items()}
    events = islice(journey.events(), notes.sent, limit)
    with requests.Session() as session:
        while chunk := list(islice(events, BATCH)):
            for partner, sent in _by_partner(chunk):
                channels[partner].post(session, [json.dumps(each.body, ensure_ascii=False).encode() for each in sent])
            notes.sent += len(chunk)
            notes.save()
            yield len(chunk)


def _by_partner(chunk: list[Sent]) -> Iterator[tuple[str, list[Sent]]]:
    ordered = sorted(chunk, key=lambda sent: sent.partner)
    for partner, sent in groupby(ordered, key=lambda sent: sent.partner):
        yield partner, list(sent)

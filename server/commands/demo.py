"""``tandem demo``: a coalition at work on a year of real baskets."""

from __future__ import annotations

import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from rules.programme import Programme
from server.commands.send import Rate
from server.db import reading
from server.demo.coalition import coalition
from server.demo.journey import Journey
from server.demo.mapping import EVENTS
from server.demo.people import member_link, new_accounts
from server.demo.show import notes_in, prepare, running, send_all, url_of
from server.demo.summary import show
from server.ledger.check import check
from server.settings import Settings, read_settings

EXAMPLE = """
\b
Examples:
  tandem demo
  tandem demo --events 5000 --stop
"""
LOOKS = (1_000, 10_000, 100_000)
"""Events after which the ledger is summed up, besides at the end."""
PIPE_WIDTH = 120


@click.command("demo", epilog=EXAMPLE)
@click.option("--events", "limit", type=int, help="Post only the first so many events of the year.")
@click.option("--stop", is_flag=True, help="Stop when they are posted, instead of staying up.")
def demo(limit: int | None, stop: bool) -> None:
    """Start server and worker, and post a year of real purchases to the webhooks as five partners would.

    A second run goes on where the first stopped. Ctrl-C stops everything cleanly.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    settings = read_settings()
    console = Console() if sys.stdout.isatty() else Console(width=PIPE_WIDTH)
    Path(settings.instance_path).mkdir(parents=True, exist_ok=True)
    notes = notes_in(Path(settings.instance_path))
    journey = Journey(timedelta(days=notes.shift_days))
    engine = prepare(settings, notes, journey, console)
    programme = coalition(journey.campaigns(), journey.carnival_on)
    try:
        with running(settings, ("serve", "worker")):
            _where_to_look(settings, engine, console)
            _post(engine, programme, send_all(settings, notes, journey, limit), notes.sent, limit, console)
            if not stop:
                console.print("All is posted. The server stays up; Ctrl-C stops it.")
                signal.pause()
    except KeyboardInterrupt:
        console.print("Stopped. Run the same command again to go on.")
    finally:
        engine.dispose()


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _where_to_look(settings: Settings, engine: Engine, console: Console) -> None:
    """The doors of this installation, and who may pass; one-time passwords are shown this once."""
    url = url_of(settings)
    console.print(f"Console           {url}/admin")
    for email, role, password in new_accounts(engine):
        console.print(f"  as {role:<9}      {email}, one-time password {password}", markup=False)
    console.print(f"A member's page   {member_link(engine, settings, url)}", soft_wrap=True)
    console.print("                  opens once, within ten minutes; `tandem member link` makes another")
    console.print(f"Partners' API     {url}/docs, with secrets in {settings.instance_path}/demo.json")
    console.print(f"Operation         {url}/metrics, {url}/readyz")
    console.print("Lost a password?  `tandem staff reset EMAIL` makes a new one.")


def _post(engine: Engine, programme: Programme, sending: Any, done: int, limit: int | None,
          console: Console) -> None:
    """Post everything with a bar; look after the first thousand, now and then, and at the end."""
    with Progress(TextColumn("purchases and returns"), BarColumn(), MofNCompleteColumn(), Rate(), TimeElapsedColumn(),
                  console=console) as bar:
        task = bar.add_task("", total=limit or EVENTS, completed=done)
        for sent in sending:
            looks = [mark for mark in LOOKS if done < mark <= done + sent]
            done += sent
            bar.advance(task, sent)
            if looks:
                _look(engine, programme, bar.console)
    _look(engine, programme, console)


def _look(engine: Engine, programme: Programme, console: Console) -> None:
    show(engine, programme, console)
    with reading(engine) as connection:
        findings = list(check(connection))
    console.print("Ledger: every invariant holds." if not findings else f"Ledger: {findings[0].sentence}")

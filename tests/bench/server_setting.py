"""Databases with a published programme to measure on, a real server process, and a PostgreSQL that keeps its word."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from server.db import open_engine
from server.migrate import migrate
from server.programme_file import parse
from server.services.partners.secrets import issue_secret
from server.services.programme.publishing import publish
from server.settings import Settings
from tests.databases import create_postgres
from tests.faults.processes import Process, free_port
from tests.postgres import PostgresServer

PARTNER = "SHOP"
POT = 10**12
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SLOW_COMMIT = {"commit_delay": "3000", "commit_siblings": "0"}
"""PostgreSQL holds each commit 3 ms, as a slow disk or a synchronous replica would."""
HEAD = """
code: bench
name: Bench
zone: Asia/Shanghai
money: CNY
currencies: [{code: PTS, name: Points, expiry: {months: 12}}]
partners: [{code: SHOP, name: Shop, currency: PTS}]
accruals: [{code: base, points: matched.amount}]
policies: {late_days: 40000}
campaigns:
  - code: pot
    name: Seven for everyone
    when: event.type == "transaction.completed" and event.amount > 0
    benefits: [{points: 7}]
    funding: [{source: seller, percent: 100}]
"""
BUDGET = """    budget: %d
"""
CAMPAIGN = """  - code: c%d
    name: Campaign %d
    when: event.amount >= 20
    lines: line.category == "c%d"
    benefits: [{multiplier: 2}]
"""
CATEGORIES = 1_000
"""Lines are spread over so many categories, and each campaign is about one of them."""
_numbers = itertools.count(1)


def programme(campaigns: int, *, pot: bool) -> bytes:
    """A programme of so many campaigns; with ``pot`` every event charges one budget."""
    head = HEAD + (BUDGET % POT if pot else "")
    return (head + "".join(CAMPAIGN % (number, number, number) for number in range(campaigns - 1))).encode()


@dataclass(frozen=True, slots=True)
class Place:
    """One database with its programme in force, and the secret of its partner."""

    settings: Settings
    engine: Engine
    secret: str
    folder: Path

    @property
    def kind(self) -> str:
        """sqlite or postgresql."""
        return self.engine.dialect.name


@contextmanager
def open_place(
    kind: str, folder: Path, server: PostgresServer, *, campaigns: int = 10, pot: bool = False,
) -> Iterator[Place]:
    """A fresh database of that kind, migrated, with a programme published; its connections end with the block."""
    room = folder / f"{kind}-{next(_numbers)}"
    room.mkdir()
    url = new_tables(kind, folder, server, room)
    settings = Settings(database_url=url, mode="test", instance_path=str(room))
    engine = open_engine(settings, ledger=True)
    try:
        yield Place(settings, engine, _published(engine, programme(campaigns, pot=pot)), room)
    finally:
        engine.dispose()


def _published(engine: Engine, text: bytes) -> str:
    """Bring a programme into force; the secret of its partner."""
    found = parse(text).programme
    if found is None:
        raise RuntimeError("the programme of the bench cannot be read")
    with Session(engine) as session:
        publish(session, found, datetime(2025, 1, 1, tzinfo=UTC))
        secret = issue_secret(session, PARTNER)
        session.commit()
    return secret


def new_tables(kind: str, folder: Path, server: PostgresServer, room: Path) -> str:
    """URL of a new database with all tables: a copy of the first of its kind, which nobody connects to."""
    model = folder / f"{kind}.model"
    if not model.exists():
        url = f"sqlite:///{folder}/model.sqlite3" if kind == "sqlite" else create_postgres(server.url)[0]
        engine = open_engine(Settings(database_url=url))
        migrate(engine)
        engine.dispose()
        model.write_text(url)
    if kind == "postgresql":
        return create_postgres(server.url, like=model.read_text(), strategy="wal_log")[0]
    shutil.copy(folder / "model.sqlite3", room / "bench.sqlite3")
    return f"sqlite:///{room}/bench.sqlite3"


@contextmanager
def served(place: Place, processes: int = 0) -> Iterator[int]:
    """``tandem serve`` over the database, as an operator starts it; the port where it will be ready soon.

    ``processes`` 0 is as many as it starts by itself.
    """
    port = free_port()
    process = Process("serve", {
        "TANDEM_DATABASE_URL": place.settings.database_url, "TANDEM_PORT": str(port), "TANDEM_LOG_LEVEL": "warning",
        "TANDEM_INSTANCE_PATH": str(place.folder), "TANDEM_PARTNER_EVENTS_PER_SECOND": "1000000",
    }, place.folder, "--workers", str(processes))
    process.start()
    try:
        yield port
    finally:
        process.stop()


@contextmanager
def with_settings(server: PostgresServer, settings: dict[str, str]) -> Iterator[None]:
    """PostgreSQL with other settings, as long as the block lasts."""
    url = make_url(server.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as connection, suppress(psycopg.Error):
            for name in settings:
                connection.execute(f"ALTER SYSTEM RESET {name}")
            connection.execute("SELECT pg_reload_conf()")


def load_average() -> float:
    """Processes that want a processor, on average over the last minute."""
    return os.getloadavg()[0]

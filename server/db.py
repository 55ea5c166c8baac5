"""The database: one set of models for SQLite and PostgreSQL, and the driver's own connection for the hot way.

SQLite runs with WAL, synchronous FULL and BEGIN IMMEDIATE: a default transaction that reads and then writes
oversells. What a row frees is overwritten, so that nobody who was erased stays readable in the file. A library version
that can corrupt a WAL, or a WAL without FULL, is refused at the first connection.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import registry as Registry

from server.columns import COLUMN_TYPES
from server.connection import Connection
from server.settings import Settings

CORRUPTING_SQLITE = ((3, 7, 0), (3, 51, 2))
"""First and last version whose WAL can lose pages when it is reset."""
FULL = 2
STATEMENT_LIMIT_MS = 60_000
PREPARED_STATEMENTS = 500
"""More than the ledger has shapes of single events; the driver's own limit is 100."""
POINT_LOOKUPS = {"plan_cache_mode": "force_generic_plan", "jit": "off", "enable_seqscan": "off",
                 "enable_hashjoin": "off", "enable_mergejoin": "off"}
"""The ledger reads and writes by key alone; its plans are made once and stay right while tables grow."""
MANY_PAGES = {"cache_size": -65_536, "wal_autocheckpoint": 16_384}
"""A SQLite connection of the ledger keeps 64 MiB of pages in memory, more than the largest batch changes, so that each
is written once a commit; and as much of the write-ahead log may stand before it is copied into the file."""
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class UnsafeDatabase(Exception):
    """This database could lose what it has confirmed; the message is one sentence for the operator."""


NAMES = {
    "pk": "%(table_name)s_key", "uq": "%(table_name)s_%(column_0_N_name)s_unique", "ck": "%(constraint_name)s",
    "ix": "%(table_name)s_by_%(column_0_N_name)s", "fk": "%(table_name)s_%(column_0_name)s_known",
}


class Model(DeclarativeBase):
    """Base of all models: named constraints, 64-bit integers, instants and days of one form everywhere."""

    registry = Registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=COLUMN_TYPES)


db = SQLAlchemy(model_class=Model, disable_autonaming=True)


def database_url(settings: Settings) -> URL:
    """The database with the driver we use; a relative SQLite path counts from the working folder."""
    url = make_url(settings.database_url)
    url = url.set(drivername=DRIVERS[url.get_backend_name()])
    if settings.is_sqlite and url.database:
        url = url.set(database=str(Path(url.database).absolute()))
    return url


def engine_options(settings: Settings, *, ledger: bool = False) -> dict[str, Any]:
    """What ``create_engine`` needs beside the URL; with ``ledger`` for the connections of the hot way.

    Errors do not tell the values of a statement, which may be personal.
    """
    if settings.is_sqlite:
        arguments = {"timeout": settings.lock_wait_ms / 1000, "isolation_level": None,
                     "check_same_thread": False, "cached_statements": 256}
        return {"module": sqlite_module(), "connect_args": arguments, "pool_size": settings.pool_size,
                "hide_parameters": True}
    limits = {"lock_timeout": settings.lock_wait_ms, "statement_timeout": STATEMENT_LIMIT_MS,
              "idle_in_transaction_session_timeout": STATEMENT_LIMIT_MS, "timezone": "UTC",
              **(POINT_LOOKUPS if ledger else {})}
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return {"connect_args": {"options": options}, "pool_size": settings.pool_size, "hide_parameters": True}


def open_engine(settings: Settings, *, ledger: bool = False) -> Engine:
    """An engine apart from the Flask application's; with ``ledger`` for the hot way. The caller disposes of it."""
    engine = prepared(create_engine(database_url(settings), **engine_options(settings, ledger=ledger)))
    if ledger and settings.is_sqlite:
        event.listen(engine, "connect", _keep_pages)
    return engine


def prepared(engine: Engine) -> Engine:
    """The same engine, every SQLite connection of which is safe, every other keeps the statements it prepared."""
    if engine.dialect.name == "sqlite":
        Path(engine.url.database or "").parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _make_safe)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _keep_prepared)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction on the driver's own connection: committed at the end, rolled back on any exception."""
    with _driver(engine) as connection, connection.transaction():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One snapshot on the driver's own connection; nothing can be written through it."""
    with _driver(engine) as connection, connection.snapshot():
        yield connection


@contextmanager
def _driver(engine: Engine) -> Iterator[Connection]:
    """A connection of the engine's pool, given back whole; one that broke is thrown away."""
    pooled = engine.raw_connection()
    connection = Connection(engine.dialect.name, pooled.driver_connection)
    try:
        yield connection
    except BaseException:
        if connection.is_broken:
            pooled.invalidate()
        raise
    finally:
        pooled.close()


def sqlite_module() -> Any:
    """The SQLite library to use: pysqlite3's where there is one, else the one of Python."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ModuleNotFoundError:
        return sqlite3


AWAY = (OperationalError, psycopg.OperationalError, sqlite_module().OperationalError)
"""Errors that say nothing of what was asked: the database is locked, or away; the same may succeed in a moment."""


def refuse_unsafe_sqlite(version: tuple[int, ...], journal_mode: str, synchronous: int) -> None:
    """Raise ``UnsafeDatabase`` for a library or a mode that could lose a confirmed write."""
    first, last = CORRUPTING_SQLITE
    if first <= version <= last:
        named = ".".join(map(str, version))
        raise UnsafeDatabase(f"SQLite {named} can corrupt its write-ahead log; install pysqlite3 or 3.51.3 or newer.")
    if journal_mode != "wal" or synchronous < FULL:
        raise UnsafeDatabase(f"SQLite must run with WAL and synchronous FULL, not {journal_mode} and {synchronous}.")


def _make_safe(driver: Any, record: object) -> None:
    cursor = driver.cursor()
    mode = cursor.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = FAST")
    synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
    refuse_unsafe_sqlite(tuple(map(int, version.split("."))), mode, synchronous)
    cursor.close()


def _keep_pages(driver: Any, record: object) -> None:
    for pragma, value in MANY_PAGES.items():
        driver.execute(f"PRAGMA {pragma} = {value}")


def _keep_prepared(driver: Any, record: object) -> None:
    driver.prepared_max = PREPARED_STATEMENTS


def _begin(connection: Any) -> None:
    """Readers that say so (``execution_options(reading=True)``) do not wait for the writer."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

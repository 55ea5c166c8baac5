"""What an erasure removed is gone from the files too: freed bytes, the write-ahead log, dead rows.

On SQLite every connection overwrites what it frees (``server.db``), so that emptying the log after an erasure is
enough; ``rewrite`` is for files that were written before they did so. On PostgreSQL dead rows are made reusable.
Errors: ``NotPurged``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server.clock import now
from server.connection import SQLITE
from server.db import sqlite_module
from server.ids import new_id
from server.models import PeriodRun
from server.services.personal.tables import named_tables

TASK = "purge"
PATIENCE_MS = 300
AWAY = (psycopg.Error, sqlite_module().OperationalError)


class NotPurged(PointsError):
    """Everything is erased, but somebody still reads what was there before; it is tried again when they have ended."""

    code = "not_purged"


def ask_for_purge(session: Session) -> None:
    """Note that something was removed, in the commit that removes it; the worker looks every minute."""
    session.add(PeriodRun(task=TASK, period=new_id(), started_at=now(), cursor=""))


def purge(engine: Engine) -> bool:
    """See to whatever is noted, in moments; whether there was anything. Raises ``NotPurged``."""
    with engine.connect().execution_options(reading=True) as connection:
        notes = connection.scalars(select(PeriodRun.period).where(
            PeriodRun.task == TASK, PeriodRun.finished_at.is_(None))).all()
    if notes:
        _on_driver(engine, _empty_log if engine.dialect.name == SQLITE else _free_rows)
        with Session(engine) as session, session.begin():
            session.execute(update(PeriodRun).where(PeriodRun.task == TASK, PeriodRun.period.in_(notes)).values(
                finished_at=now()))
    return bool(notes)


def rewrite(engine: Engine) -> None:
    """On SQLite write the whole file anew before, while writers wait. Raises ``NotPurged``."""
    if engine.dialect.name == SQLITE:
        _on_driver(engine, lambda driver: driver.execute("VACUUM"))
    purge(engine)


def _on_driver(engine: Engine, work: Callable[[Any], object]) -> None:
    """Do it on a connection that has no transaction open."""
    with closing(engine.raw_connection()) as pooled:
        try:
            work(pooled.driver_connection)
        except AWAY as error:
            raise NotPurged(f"the database is in use: {error}") from error


def _empty_log(driver: Any) -> None:
    """Writers wait while readers of an earlier state are waited for, so not for long."""
    usual = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        driver.execute(f"PRAGMA busy_timeout = {usual}")
    if busy:
        raise NotPurged("somebody still reads an earlier state")


def _free_rows(driver: Any) -> None:
    driver.autocommit = True
    try:
        driver.execute("SET statement_timeout = 0")
        for table in named_tables():
            driver.execute(f'VACUUM "{table.name}"')
        driver.execute("RESET statement_timeout")
    finally:
        driver.autocommit = False

"""One server process put together: the application, the versions it follows, the writers, the way of webhooks.

``application`` is what a WSGI server calls to get the callable; everything it starts ends with the process.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
from pathlib import Path
from typing import IO

from flask import Flask
from sqlalchemy.engine import make_url

from server.app import create_app, settings_of
from server.db import db, open_engine
from server.doors import PartnerDoors
from server.fields import keyring_of
from server.logs import set_up_logs
from server.settings import Settings
from server.taking.intake import Taking
from server.versions import Versions
from server.web.running import furnish
from server.webhooks.edge import Edge
from server.webhooks.queue import Queue

POSTGRESQL_WRITERS = 2
"""Batches that one process writes at the same time; more only wait for each other's processor."""
YOUNG = 250_000
"""So many new values, more than a whole batch makes, before the collector looks at them."""


class AlreadyServed(Exception):
    """Another server process writes to this SQLite file."""


def application(app: Flask | None = None) -> Edge:
    """The WSGI callable of this process: webhooks past Flask, all else through it."""
    app = app or create_app()
    settings = settings_of(app)
    set_up_logs(settings.log_level)
    with app.app_context():
        engine = db.engine
    if settings.is_sqlite:
        own(settings)
    versions = Versions(engine, Path(settings.instance_path) / "compiled")
    versions.refresh()
    versions.follow()
    ledger = open_engine(settings, ledger=True)
    taking = Taking(ledger, versions, keyring_of(settings))
    furnish(app, ledger, versions, taking)
    queue = Queue(taking.take, 1 if settings.is_sqlite else POSTGRESQL_WRITERS)
    atexit.register(taking.close)
    atexit.register(queue.close)
    _collect_seldom()
    return Edge(app.wsgi_app, queue, PartnerDoors(engine, settings.partner_events_per_second))


def _collect_seldom() -> None:
    """Leave what lives as long as the process out of garbage collections, and look for cycles less often.

    Events make many values and hardly a cycle; compiled programmes are large and stay.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)


def own(settings: Settings) -> IO[str]:
    """Take the SQLite file for this process, so that one writer alone joins commits. Raises ``AlreadyServed``."""
    path = Path(f"{make_url(settings.database_url).database}.writer").absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise AlreadyServed("Another server process has this SQLite file; stop it, or use PostgreSQL.") from error
    _OWNED.append(lock)
    return lock


_OWNED: list[IO[str]] = []
"""Locks of this process; the system releases them when it ends, however it ends."""

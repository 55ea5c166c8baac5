"""Fresh databases for tests: a SQLite file, or a database on this session's PostgreSQL.

Fixtures, known to every test through conftest.py:

``postgres_url``   the maintenance database of a running PostgreSQL: the one that
                   ``TANDEM_TEST_POSTGRES_URL`` names, else an embedded one, one a session for all workers
``new_database``   ``new_database("postgresql")`` → URL of an empty database of that kind, dropped after the
                   test; ``new_database("sqlite", like=url)`` → URL of a copy of another (nobody connected)
``database_url``   one empty database; a test that asks for it runs on both kinds
"""

import itertools
import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from tests.postgres import PostgresServer

KINDS = ("sqlite", "postgresql")
FOLDER_SETTING = "TANDEM_TEST_POSTGRES_FOLDER"  # from the session to its workers
URL_SETTING = "TANDEM_TEST_POSTGRES_URL"

NewDatabase = Callable[..., str]
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    return named_server_url(os.environ) or embedded_server_url(os.environ)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    def new(kind: str, *, like: str | None = None) -> str:
        if kind == "sqlite":
            return _new_sqlite(tmp_path / f"{next(_numbers)}.sqlite3", like)
        url, drop = create_postgres(request.getfixturevalue("postgres_url"), like=like)
        request.addfinalizer(drop)
        return url

    return new


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param)


def named_server_url(settings: Mapping[str, str]) -> str | None:
    """SQLAlchemy URL of the PostgreSQL that the settings name, whichever driver they say; None if none."""
    given = settings.get(URL_SETTING)
    return _text(make_url(given).set(drivername="postgresql+psycopg")) if given else None


def embedded_server_url(settings: Mapping[str, str]) -> str:
    """SQLAlchemy URL of this session's own PostgreSQL, started by whoever asks first."""
    server = PostgresServer(Path(settings[FOLDER_SETTING]))
    server.start_once()
    return server.url


def create_postgres(
    server_url: str, *, like: str | None = None, strategy: str = "file_copy",
) -> tuple[str, Callable[[], None]]:
    """Create a database, empty or a copy of the one at ``like``: its URL, and what drops it again.

    ``wal_log`` copies faster where the server waits for its disk.
    """
    name = f"tandem_test_{os.getpid()}_{next(_numbers)}"
    template = make_url(like).database if like else "template0"
    _command(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY {strategy}')
    url = _text(make_url(server_url).set(database=name))
    return url, lambda: _command(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _new_sqlite(path: Path, like: str | None) -> str:
    with closing(sqlite3.connect(path)) as fresh:
        if like:
            with closing(sqlite3.connect(make_url(like).database or "")) as source:
                source.backup(fresh)
    return f"sqlite:///{path}"


def _command(server_url: str, statement: str) -> None:
    with psycopg.connect(_text(make_url(server_url).set(drivername="postgresql")), autocommit=True) as server:
        server.execute(statement)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)

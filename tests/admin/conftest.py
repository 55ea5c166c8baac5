"""Fixtures of console tests.

``console``          a ``Site`` with the console, on SQLite, and on PostgreSQL too for tests marked ``BOTH_KINDS``;
                     ``sign_in`` of ``tests.admin.console`` enters it
``programme_text``   what is published there; a test file may give another
``follow``           ``follow()`` does what a worker does with the outbox
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.db import open_engine
from server.jobs import outbox
from server.jobs.context import Context
from server.settings import Settings
from tests.admin.console import open_console
from tests.server.webhooks.till import PROGRAMME
from tests.site import Site
from tests.tables import NewTables


@pytest.fixture
def programme_text() -> str:
    return PROGRAMME


@pytest.fixture
def console(new_tables: NewTables, tmp_path: Path, programme_text: str, kind_of_database: str) -> Iterator[Site]:
    settings = Settings(database_url=new_tables(kind_of_database), mode="test")
    engine = open_engine(settings, ledger=True)
    with open_console(settings, engine, tmp_path / "compiled", text=programme_text) as site:
        yield site
    engine.dispose()


@pytest.fixture
def follow(console: Site) -> Callable[[], None]:
    context = Context(console.coalition.engine, console.coalition.versions)

    def follow() -> None:
        while outbox.turn(context):
            pass

    return follow

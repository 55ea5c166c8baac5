"""Fixtures of console tests.

``console``   a ``Site`` with the console, on SQLite; ``sign_in(console, role)`` of ``tests.admin.console`` enters it
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.db import open_engine
from server.settings import Settings
from tests.admin.console import open_console
from tests.site import Site
from tests.tables import NewTables


@pytest.fixture
def console(new_tables: NewTables, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(database_url=new_tables("sqlite"), mode="test")
    engine = open_engine(settings, ledger=True)
    with open_console(settings, engine, tmp_path / "compiled") as site:
        yield site
    engine.dispose()

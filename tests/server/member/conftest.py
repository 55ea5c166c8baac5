"""Ada, a member of the sample coalition, on SQLite and on PostgreSQL: with a year behind her, or just joined."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.settings import Settings
from tests.member_site import Ada, open_member_site


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the compiled programme is kept from one test to the next."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def ada(settings: Settings, engine: Engine, compiled: Path) -> Iterator[Ada]:
    with open_member_site(settings, engine, compiled) as ada:
        yield ada


@pytest.fixture
def newcomer(settings: Settings, engine: Engine, compiled: Path) -> Iterator[Ada]:
    with open_member_site(settings, engine, compiled, new=True) as ada:
        yield ada

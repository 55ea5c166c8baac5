"""Ada, a member of the sample coalition, on SQLite and on PostgreSQL: with a year behind her, or just joined.

Her past is told once a session on each kind of database; every test works on a copy.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from server.settings import Settings
from tests.databases import KINDS, NewDatabase, create_postgres
from tests.member_site import Ada, Past, past_in, reopen_member_site
from tests.tables import NewTables

PastOf = Callable[[str, bool], Past]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the compiled programme is kept from one test to the next."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="session")
def past_of(request: pytest.FixtureRequest, migrated: NewTables, compiled: Path) -> PastOf:
    """Ada's past on one kind of database, and whether she is new."""
    made: dict[tuple[str, bool], Past] = {}

    def told(kind: str, new: bool) -> Past:
        if (kind, new) not in made:
            url = _copy(kind, migrated(kind), compiled / f"{new}.sqlite3", request)
            made[kind, new] = past_in(url, compiled, new=new)
        return made[kind, new]

    return told


def _copy(kind: str, model: str, path: Path, request: pytest.FixtureRequest) -> str:
    """A database for the session like another."""
    if kind == "sqlite":
        shutil.copyfile(str(make_url(model).database), path)
        return f"sqlite:///{path}"
    url, drop = create_postgres(request.getfixturevalue("postgres_url"), like=model)
    request.addfinalizer(drop)
    return url


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, past_of: PastOf, new_database: NewDatabase) -> Settings:
    past = past_of(request.param, "newcomer" in request.fixturenames)
    return Settings(database_url=new_database(request.param, like=past.url), mode="test")


@pytest.fixture
def ada(settings: Settings, engine: Engine, compiled: Path, past_of: PastOf) -> Iterator[Ada]:
    with reopen_member_site(settings, engine, compiled, past_of(engine.dialect.name, False)) as ada:
        yield ada


@pytest.fixture
def newcomer(settings: Settings, engine: Engine, compiled: Path, past_of: PastOf) -> Iterator[Ada]:
    with reopen_member_site(settings, engine, compiled, past_of(engine.dialect.name, True)) as ada:
        yield ada

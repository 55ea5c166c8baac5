"""Databases with the tables of the newest release, on both kinds; the ledger is checked when a test is done.

Fixtures:

``new_tables``    ``new_tables("postgresql")`` → URL of a fresh database that is migrated and empty
``kind_of_database``  "sqlite", or each kind for tests marked ``BOTH_KINDS``
``settings``      settings for one such database; a test that asks for it runs on both kinds
``engine``        an engine of it for the ledger; at the end every invariant must hold, unless the test is marked
                  ``tampers`` because it breaks them on purpose
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from server.db import open_engine, reading
from server.ledger.chain import verify
from server.ledger.check import check
from server.migrate import migrate
from server.settings import Settings
from tests.databases import KINDS, NewDatabase, create_postgres
from tests.findings import none_of

NewTables = Callable[[str], str]
BOTH_KINDS = pytest.mark.parametrize("kind_of_database", KINDS, indirect=True)
"""For tests over a site, which stands on SQLite unless it is marked so."""


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewTables:
    """A migrated database of each kind, made once a session, to copy from; nobody connects to it."""
    made: dict[str, str] = {}

    def model(kind: str) -> str:
        if kind not in made:
            made[kind] = _empty(kind, request, tmp_path_factory)
            engine = open_engine(Settings(database_url=made[kind]))
            migrate(engine)
            engine.dispose()
        return made[kind]

    return model


def _empty(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if kind == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('model') / 'model.sqlite3'}"
    url, drop = create_postgres(request.getfixturevalue("postgres_url"))
    request.addfinalizer(drop)
    return url


@pytest.fixture
def new_tables(migrated: NewTables, new_database: NewDatabase) -> NewTables:
    return lambda kind: new_database(kind, like=migrated(kind))


@pytest.fixture
def kind_of_database(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, new_tables: NewTables) -> Settings:
    return Settings(database_url=new_tables(request.param), mode="test")


@pytest.fixture
def engine(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = open_engine(settings, ledger=True)
    yield engine
    try:
        if request.node.get_closest_marker("tampers") is None:
            none_of(broken(engine))
    finally:
        engine.dispose()


def broken(engine: Engine) -> list[str]:
    """Every invariant of the ledger that does not hold, as sentences."""
    with reading(engine) as connection:
        return [f"{each.code}: {each.sentence}" for each in (*check(connection), *verify(connection))]

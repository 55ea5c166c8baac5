"""A small coalition with a worker's work to be done by hand, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.jobs.context import Context
from tests.server.webhooks.till import Coalition, Till, open_coalition


@pytest.fixture
def coalition(engine: Engine, tmp_path: Path) -> Coalition:
    return open_coalition(engine, tmp_path)


@pytest.fixture
def till(coalition: Coalition) -> Till:
    return coalition.till()


@pytest.fixture
def context(coalition: Coalition) -> Context:
    return Context(coalition.engine, coalition.versions, loopback=True)

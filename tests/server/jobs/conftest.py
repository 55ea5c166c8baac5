"""A small coalition with a worker's work to be done by hand, on SQLite and on PostgreSQL."""

import pytest

from server.jobs.context import Context
from tests.server.webhooks.till import Coalition


@pytest.fixture
def context(coalition: Coalition) -> Context:
    return Context(coalition.engine, coalition.versions, loopback=True)

"""The small coalition that most tests of the server post to, in the database of the test."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.server.webhooks.till import Coalition, Till, open_coalition


@pytest.fixture
def coalition(engine: Engine, tmp_path: Path) -> Coalition:
    return open_coalition(engine, tmp_path)


@pytest.fixture
def till(coalition: Coalition) -> Till:
    return coalition.till()

"""What holds for every test: this machine only, no settings from outside, seeded randomness.

Random order and its seed come from pytest-randomly. The same seed drives Hypothesis, so that
``--randomly-seed=…``, as the header prints it, repeats a run. ``TANDEM_TEST_PROFILE=long`` makes
Hypothesis try a hundred times as many examples.
"""

import os
from collections.abc import MutableMapping

import hypothesis
import pytest
from hypothesis import core

from tests import databases, loopback
from tests.databases import database_url, new_database, postgres_url
from tests.postgres import PostgresServer, new_server
from tests.tables import engine, kind_of_database, migrated, new_tables
from tests.tables import settings as settings

__all__ = ["database_url", "engine", "kind_of_database", "migrated", "new_database", "new_tables", "postgres_url",
           "settings"]

SERVER = pytest.StashKey[PostgresServer]()

hypothesis.settings.register_profile("short", deadline=None, print_blob=True, max_examples=50)
hypothesis.settings.register_profile("long", deadline=None, print_blob=True, max_examples=5_000)


def pytest_configure(config: pytest.Config) -> None:
    loopback.install()
    hypothesis.settings.load_profile(os.environ.get("TANDEM_TEST_PROFILE", "short"))
    forget_settings(os.environ)
    if not hasattr(config, "workerinput"):
        config.stash[SERVER] = server = new_server()
        os.environ[databases.FOLDER_SETTING] = str(server.folder)


def pytest_sessionstart(session: pytest.Session) -> None:
    core.global_force_seed = session.config.getoption("randomly_seed")


def forget_settings(environment: MutableMapping[str, str]) -> None:
    """Take out what the caller's shell sets for a running Tandem; settings of the tests themselves stay."""
    for name in list(environment):
        if name.startswith("TANDEM_") and not name.startswith("TANDEM_TEST_"):
            del environment[name]


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.remove()

"""Bring a database to a revision of the schema: all steps in one transaction, one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).with_name("migrations")
EMPTY = "base"
NEWEST = "head"
LOCK = 4_821_603
"""Number of the advisory lock that keeps two migrations of one PostgreSQL database apart."""


class Outdated(Exception):
    """The database has the tables of another release; the message is one sentence for the operator."""


def revisions() -> list[str]:
    """All revisions, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def revision_of(engine: Engine) -> str:
    """The revision a database is at, "" when it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def refuse_outdated(engine: Engine) -> None:
    """Raise ``Outdated`` unless the database has exactly the tables of this release."""
    found, newest = revision_of(engine), revisions()[-1]
    if found != newest:
        raise Outdated(f"The database is at {found or 'nothing'}, this release needs {newest}: run `tandem migrate`.")


def migrate(engine: Engine, revision: str = NEWEST) -> list[str]:
    """Go up or down to a revision; the revisions that were passed on the way, in their order."""
    with engine.begin() as connection:
        _lock(connection)
        before = MigrationContext.configure(connection).get_current_revision() or ""
        steps = _steps(before, revision)
        config = _config()
        config.attributes["connection"] = connection
        if steps:
            (command.upgrade if _is_up(before, revision) else command.downgrade)(config, revision)
    return steps


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _place(revision: str) -> int:
    """How many revisions a database at this one has taken. Raises ValueError for one that does not exist."""
    known = ["", *revisions()]
    named = {EMPTY: "", NEWEST: known[-1]}.get(revision, revision)
    if named not in known:
        raise ValueError(f"there is no revision {named}; the newest is {known[-1]}")
    return known.index(named)


def _is_up(before: str, after: str) -> bool:
    return _place(before) < _place(after)


def _steps(before: str, after: str) -> list[str]:
    """The revisions to take (up) or to undo (down)."""
    low, high = _place(before), _place(after)
    return revisions()[low:high] if low <= high else revisions()[high:low][::-1]

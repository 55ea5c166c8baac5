"""What most commands need: the settings, the database, and the versions published in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from rules.errors import PointsError
from server.db import UnsafeDatabase, open_engine
from server.settings import InvalidSetting, Settings, read_settings
from server.versions import Versions


@contextmanager
def opened() -> Iterator[tuple[Settings, Engine, Versions]]:
    """Settings, an engine, and the versions as they stand; a refusal ends the command with its sentence."""
    try:
        settings = read_settings()
        engine = open_engine(settings)
    except (InvalidSetting, UnsafeDatabase) as error:
        raise click.ClickException(str(error)) from error
    versions = Versions(engine, Path(settings.instance_path) / "compiled")
    try:
        _read(versions)
        yield settings, engine, versions
    except PointsError as error:
        raise click.ClickException(f"{error.code}: {error}") from error
    finally:
        versions.close()
        engine.dispose()


def _read(versions: Versions) -> None:
    try:
        versions.refresh()
    except DatabaseError as error:
        raise click.ClickException(f"The database cannot be read ({error.orig}); is it there, and migrated? "
                                   "`tandem migrate` makes its tables.") from error

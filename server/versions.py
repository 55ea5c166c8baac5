"""Which programme version is in force: read from the database, compiled once, followed by every process.

A publish is a row; each process looks for new rows several times a second and swaps its snapshot, without a
restart and without a lock on the way of a webhook. Compiled versions are kept on disk, named by their hash.
"""

from __future__ import annotations

import contextlib
import os
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event, Lock, Thread

from sqlalchemy import Engine, select

from rules.canonical import from_json
from rules.compiled import CompiledProgramme
from rules.compiling.cache import UnusableCache, dumps, loads
from rules.compiling.compiler import compile_programme
from rules.errors import InvalidProgramme, PointsError
from rules.programme import Programme
from rules.shape import read
from server.models import ProgrammeVersion, Publication, stands

FOLLOW_SECONDS = 0.3


class NothingPublished(PointsError):
    """No programme has been published yet."""

    code = "nothing_published"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Publications by the instant they come into force, parallel tuples; ``last`` is the highest number read."""

    instants: tuple[datetime, ...] = ()
    hashes: tuple[str, ...] = ()
    last: int = 0

    def at(self, moment: datetime) -> str:
        """Hash of the version in force; before the first, the first."""
        if not self.hashes:
            raise NothingPublished("publish a programme first: tandem programme import FILE --publish")
        return self.hashes[max(bisect_right(self.instants, moment) - 1, 0)]


class Versions:
    """The versions of one database as one process sees them."""

    def __init__(self, engine: Engine, cache: Path) -> None:
        self.engine, self.cache = engine, cache
        self.timeline = Timeline()
        self._compiled: dict[str, CompiledProgramme] = {}
        self._compiling = Lock()
        self._stop = Event()

    def in_force(self, moment: datetime) -> CompiledProgramme:
        """The compiled version for an event that happened at ``moment``. Raises ``NothingPublished``."""
        return self.by_hash(self.timeline.at(moment))

    def by_hash(self, version: str) -> CompiledProgramme:
        """A compiled version by its hash, from memory, from disk or from its text."""
        found = self._compiled.get(version)
        return found if found is not None else self._load(version)

    def refresh(self) -> bool:
        """Read what was published or called off since; True when that changed anything; new versions are compiled."""
        with self.engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(select(
                Publication.effective_at, Publication.number, Publication.version).where(stands())).all()
        last = max((row.number for row in rows), default=0)
        if (last, len(rows)) == (self.timeline.last, len(self.timeline.hashes)):
            return False
        ordered = sorted((row.effective_at, row.number, row.version) for row in rows)
        for version in {row.version for row in rows} - self._compiled.keys():
            self._load(version)
        self.timeline = Timeline(tuple(row[0] for row in ordered), tuple(row[2] for row in ordered), last)
        return True

    def follow(self) -> Thread:
        """Refresh in the background until ``close``; a database that is away for a while is asked again."""
        thread = Thread(target=self._follow, name="versions", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stop following."""
        self._stop.set()

    def _follow(self) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        while not self._stop.wait(FOLLOW_SECONDS):
            with contextlib.suppress(SQLAlchemyError):
                self.refresh()

    def _load(self, version: str) -> CompiledProgramme:
        with self._compiling:
            if version not in self._compiled:
                self._compiled[version] = self._from_disk_or_text(version)
            return self._compiled[version]

    def _from_disk_or_text(self, version: str) -> CompiledProgramme:
        programme = self.programme(version)
        path = self.cache / f"{version}.compiled"
        try:
            return loads(path.read_bytes(), programme, version)
        except (FileNotFoundError, UnusableCache):
            compiled = compile_programme(programme, version)
            _replace(path, dumps(compiled))
            return compiled

    def programme(self, version: str) -> Programme:
        """The programme of a version as it was published. Raises ``NothingPublished`` for an unknown hash."""
        with self.engine.connect().execution_options(reading=True) as connection:
            body = connection.execute(
                select(ProgrammeVersion.body).where(ProgrammeVersion.hash == version)).scalar_one_or_none()
        if body is None:
            raise NothingPublished(f"there is no version {version}")
        reading = read(from_json(body))
        if reading.programme is None:
            raise InvalidProgramme(reading.findings)
        return reading.programme


def _replace(path: Path, data: bytes) -> None:
    """Write a file that other processes see whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    scratch.write_bytes(data)
    scratch.replace(path)

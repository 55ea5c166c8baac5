"""The worker process: huey's threads do the work, a bell looks for rows that are due and rings for them.

huey's queue holds nothing but rings, in a file of its own; it may be lost at any moment. ``work`` does one lane:
events, e-mails, the messages of one endpoint, the seal, or the calendar. In one process one thread does a lane.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock
from typing import Any

import structlog
from huey import SqliteHuey
from huey.consumer import BaseProcess, Consumer

from server.clock import stopwatch_seconds
from server.db import AWAY
from server.jobs import calendar, delivery, mailing, outbox
from server.jobs.context import Context
from server.jobs.sender import Sender
from server.versions import NothingPublished

QUEUE = "jobs.sqlite3"
EVENTS, SEAL, CALENDAR, MAILS, MESSAGES = "events", "seal", "calendar", "mails", "messages:"
RING_SECONDS = 0.25
SEAL_SECONDS = 5.0
CALENDAR_SECONDS = 60.0
AGAIN_SECONDS = 1.0
"""A lane is not rung again sooner; whoever does it goes on until nothing is due."""
TURNS = 20
"""Batches of messages to one endpoint before others have their turn."""
log = structlog.get_logger()


class Lanes:
    """The work of one database, in lanes that can be done beside each other."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.sender = Sender(context.loopback)
        self._busy: set[str] = set()
        self._lock = Lock()
        self._rung: dict[str, float] = {}

    def due(self) -> Iterator[str]:
        """Lanes to ring for now, none twice within a second."""
        lanes = [EVENTS] if outbox.is_due(self.context) else []
        lanes += [MAILS] if mailing.is_due(self.context) else []
        lanes += [MESSAGES + endpoint for endpoint in delivery.due_endpoints(self.context)]
        for lane, seconds in [*((lane, AGAIN_SECONDS) for lane in lanes), (SEAL, SEAL_SECONDS),
                              (CALENDAR, CALENDAR_SECONDS)]:
            at = stopwatch_seconds()
            if at - self._rung.get(lane, -seconds) >= seconds:
                self._rung[lane] = at
                yield lane

    def work(self, lane: str) -> None:
        """Do a lane until nothing is due, unless a thread of this process is at it already.

        A database that is locked or away ends it; what was taken is free again when its lease ends.
        """
        with self._alone(lane) as free:
            if free:
                try:
                    self._work(lane)
                except AWAY as error:
                    log.warning("database_away", lane=lane, error=str(error))

    def _work(self, lane: str) -> None:
        if lane == EVENTS:
            self._repeat(lambda: outbox.turn(self.context))
        elif lane == MAILS:
            self._repeat(lambda: mailing.turn(self.context), TURNS)
        elif lane.startswith(MESSAGES):
            self._repeat(lambda: delivery.turn(self.context, lane.removeprefix(MESSAGES), self.sender), TURNS)
        elif lane == SEAL:
            calendar.seal_new(self.context)
        else:
            self._keep_calendar()

    def _keep_calendar(self) -> None:
        try:
            calendar.keep(self.context)
        except NothingPublished:
            log.debug("nothing_published")

    def _repeat(self, turn: Callable[[], int], most: int = 1_000_000) -> None:
        for _ in range(most):
            if self.context.stopping() or not turn():
                return

    @contextmanager
    def _alone(self, lane: str) -> Iterator[bool]:
        with self._lock:
            free = lane not in self._busy
            self._busy.add(lane)
        try:
            yield free
        finally:
            if free:
                with self._lock:
                    self._busy.discard(lane)


class Bell(BaseProcess):
    """Rings for every lane that is due, several times a second, and never more than the threads can answer."""

    process_name = "Bell"

    def __init__(self, huey: Any, stop_flag: Any, lanes: Lanes, ring: Callable[[str], object], most: int) -> None:
        super().__init__(huey, stop_flag)
        self._lanes, self._ring, self._most = lanes, ring, most

    def loop(self, now: object = None) -> None:
        """Ring once around; a database that is away is asked again."""
        try:
            if self.huey.pending_count() < self._most:
                for lane in self._lanes.due():
                    self._ring(lane)
        except Exception:
            log.exception("bell_failed")
        self.stop_flag.wait(RING_SECONDS)


class Worker(Consumer):
    """huey's consumer with the bell in place of its scheduler; either signal ends it once its work is done."""

    def __init__(self, huey: Any, lanes: Lanes, threads: int, ending: Event) -> None:
        self._lanes, self._threads, self._ending = lanes, threads, ending
        self._ring = huey.task(name="work")(lanes.work)
        super().__init__(huey, workers=threads, periodic=False, backoff=1.0, max_delay=0.1, shutdown_timeout=30)
        self._signal_actions = dict.fromkeys(self._signal_actions, (False, True))

    def stop(self, graceful: bool = False) -> None:
        """Tell long work to end at its next commit, then wait for it."""
        self._ending.set()
        super().stop(graceful)

    def _create_scheduler(self) -> Bell:
        return Bell(self.huey, self.stop_flag, self._lanes, self._ring, 4 * self._threads)


def run_worker(context: Context, folder: Path, threads: int) -> None:
    """Work until SIGTERM or SIGINT; what was begun is finished, or left to others when its lease ends."""
    ending = Event()
    lanes = Lanes(replace(context, stopping=ending.is_set))
    Worker(open_queue(folder / QUEUE), lanes, threads, ending).run()


def open_queue(path: Path) -> SqliteHuey:
    """huey's own file: nothing in it is worth a sync to disk, and one that a crash has spoilt is made anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _queue(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        log.warning("queue_made_anew", error=str(error))
        path.unlink()
        return _queue(path)


def _queue(path: Path) -> SqliteHuey:
    return SqliteHuey("tandem", filename=str(path), journal_mode="truncate", fsync=False, results=False, timeout=30)

"""Real worker processes for tests: started in a moment from a process that has imported everything already."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event

from server.clock import stopwatch_seconds
from server.db import open_engine
from server.jobs.context import Context
from server.jobs.worker import run_worker
from server.settings import Settings
from server.versions import Versions

STARTER = multiprocessing.get_context("forkserver")
STARTER.set_forkserver_preload(["tests.server.jobs.working"])
LONGEST_SECONDS = 60
STOPPING = (signal.SIGTERM, signal.SIGINT)


def work(url: str, folder: str, lease_seconds: float) -> None:
    """What a worker process does until it is told to stop, or killed."""
    settings = Settings(database_url=url, mode="test")
    engine = open_engine(settings)
    versions = Versions(engine, Path(folder) / "compiled")
    versions.refresh()
    run_worker(Context(engine, versions, timedelta(seconds=lease_seconds), loopback=True), Path(folder), 4)
    engine.dispose()


@contextmanager
def worker(url: str, folder: Path, lease_seconds: float = 60) -> Iterator[BaseProcess]:
    """A worker for the length of a ``with`` block, ended by SIGTERM unless the block has ended it."""
    process = STARTER.Process(target=work, args=(url, str(folder), lease_seconds))
    process.start()
    try:
        yield process
    finally:
        if process.exitcode is None:
            process.terminate()
        process.join()


def until(holds: Callable[[], object], seconds: float = LONGEST_SECONDS) -> None:
    """Wait for something that another process or thread does; fails when it takes too long."""
    start, pause = stopwatch_seconds(), Event()
    while not holds():
        assert stopwatch_seconds() - start < seconds, "it did not happen"
        pause.wait(0.01)

"""Request threads hand their events over; a writer takes whoever waits as one batch, one commit.

On SQLite one writer thread owns the file, so that commits are shared and nobody starves; on PostgreSQL a few
writers per process do the same over their own connections. Nobody waits for company: a lone event goes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread

from server.problems import Problem
from server.webhooks.edge import Answered, Incoming

LARGEST_BATCH = 64
"""Single events joined into one commit; a posted batch of its own may be larger."""
Answers = list[Answered | Problem]
Take = Callable[[Sequence[Incoming]], Answers]


class Closed(Exception):
    """The server is shutting down; nothing was taken."""


class Queue:
    """Between request threads and ``writers`` threads that each call ``take`` with a batch."""

    def __init__(self, take: Take, writers: int) -> None:
        self._take = take
        self._waiting: SimpleQueue[tuple[Sequence[Incoming], Future[Answers]] | None] = SimpleQueue()
        self._threads = [Thread(target=self._write, name=f"writer-{n}", daemon=True) for n in range(writers)]
        for thread in self._threads:
            thread.start()

    def take(self, events: Sequence[Incoming]) -> Answers:
        """Hand events over and wait until they are on disk."""
        if not events:
            return []
        answers: Future[Answers] = Future()
        self._waiting.put((events, answers))
        return answers.result()

    def close(self) -> None:
        """Finish what waits, then stop the writers."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            group = [first]
            stop = self._gather(group)
            self._answer(group)
            if stop:
                return

    def _gather(self, group: list[tuple[Sequence[Incoming], Future[Answers]]]) -> bool:
        """Add whoever waits already; True when the end of the queue was met."""
        size = len(group[0][0])
        while size < LARGEST_BATCH:
            try:
                following = self._waiting.get_nowait()
            except Empty:
                return False
            if following is None:
                return True
            group.append(following)
            size += len(following[0])
        return False

    def _answer(self, group: list[tuple[Sequence[Incoming], Future[Answers]]]) -> None:
        """One call for the whole group; each waiter gets its own slice, or the failure."""
        try:
            answers = self._take([event for events, _ in group for event in events])
        except Exception as error:  # noqa: BLE001 – handed to the waiting request threads, which raise it
            for _, waiting in group:
                waiting.set_exception(error)
            return
        start = 0
        for events, waiting in group:
            waiting.set_result(answers[start:start + len(events)])
            start += len(events)

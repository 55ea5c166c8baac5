"""Take events: one transaction for a batch, one event at a time when the batch fails, exactly once always.

What goes wrong with the database ends in ``unavailable`` for the event and nothing on disk; the partner repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import get_ident

import psycopg
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from rules.intake import CLOCK_SKEW
from server.clock import now
from server.db import sqlite_module, writing
from server.fields import Keyring
from server.ids import new_id
from server.ledger.budgets import Purse, give_back
from server.ledger.post import NotPosted, post
from server.problems import Problem
from server.services.programme.limits import Limits
from server.taking.batch import Batch
from server.versions import NothingPublished, Versions
from server.webhooks.edge import Answered, Incoming

DATABASE_ERRORS = (psycopg.Error, sqlite_module().Error, SQLAlchemyError)
TRIES = 6
"""An event that lost a race (for a claim, a budget, a deadlock) is decided anew; each loss lets another win."""
log = structlog.get_logger()


class Taking:
    """The use case behind the webhooks, for one database; safe to call from several threads.

    ``keyring`` seals what members are called and reached by.
    """

    def __init__(self, engine: Engine, versions: Versions, keyring: Keyring) -> None:
        self.engine, self.versions, self.keyring = engine, versions, keyring
        self._purses: dict[int, Purse] = {}
        self._limits = Limits(engine, versions)

    def take(self, events: Sequence[Incoming]) -> list[Answered | Problem]:
        """Each event's answer, in order; all that was taken is on disk."""
        if not events:
            return []
        try:
            return self._once(events, locking=False)
        except NothingPublished as error:
            return [Problem("unavailable", f"{error}", retry_after=5)] * len(events)
        except (NotPosted, *DATABASE_ERRORS) as error:
            log.info("batch_repeated_one_by_one", events=len(events), error=type(error).__name__)
            return [self._alone(event) for event in events]

    def _alone(self, event: Incoming) -> Answered | Problem:
        error: Exception | None = None
        for _ in range(TRIES):
            try:
                return self._once([event], locking=True)[0]
            except (NotPosted, *DATABASE_ERRORS) as caught:
                error = caught
        log.error("event_not_taken", event_id=event.reported.id, error=repr(error))
        return Problem("unavailable", retry_after=1)

    def _once(self, events: Sequence[Incoming], *, locking: bool) -> list[Answered | Problem]:
        """One attempt: all of the batch's effects in one commit."""
        with self.deciding(events, locking=locking) as batch:
            return [batch.take(place, event) for place, event in enumerate(events)]

    @contextmanager
    def deciding(self, events: Sequence[Incoming], *, locking: bool) -> Iterator[Batch]:
        """A batch in its transaction, once its versions have set their limits; what is decided is in its commit."""
        at = now()
        self._limits.keep(max(at, *(min(each.reported.occurred_at, at + CLOCK_SKEW) for each in events)))
        with writing(self.engine) as connection:
            batch = Batch(connection, self.versions, at, events, purse=self._purse(), keyring=self.keyring,
                          locking=locking)
            yield batch
            if batch.items:
                post(connection, batch.items, recorded_at=at, charges=batch.charges)

    def _purse(self) -> Purse:
        """This thread's own part of the budgets."""
        return self._purses.setdefault(get_ident(), Purse(new_id()))

    def close(self) -> None:
        """Put what the writers reserved of budgets back, once none of them works any more."""
        for purse in self._purses.values():
            with writing(self.engine) as connection:
                give_back(connection, purse, now())

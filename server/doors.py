"""Who may post events, and how many: partners' live secrets and limits, as one process knows them.

Secrets are read again every second, so that a rotation or a new partner needs no restart. Limits protect this process
and count in it alone: of several, each lets as much through (decision 49).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from threading import Lock

import structlog
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine, or_, select
from sqlalchemy.exc import SQLAlchemyError

from server.clock import now, stopwatch_seconds
from server.models import Partner, PartnerSecret
from server.problems import Problem

FRESH_SECONDS = 1.0
log = structlog.get_logger()


class PartnerDoors:
    """The doors of one database; ``events_per_second`` is each partner's limit."""

    def __init__(self, engine: Engine, events_per_second: int) -> None:
        self.engine = engine
        self._limit = RateLimitItemPerSecond(events_per_second)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._reading = Lock()
        self._secrets = self._read()
        self._read_at = stopwatch_seconds()

    def secrets(self, partner: str) -> tuple[str, ...]:
        """The secrets a partner may sign with now; empty for nobody."""
        if stopwatch_seconds() - self._read_at >= FRESH_SECONDS and self._reading.acquire(blocking=False):
            try:
                self._refresh()
            finally:
                self._reading.release()
        return self._secrets.get(partner, ())

    def _refresh(self) -> None:
        """Read again; while the database is away the last known secrets stay."""
        self._read_at = stopwatch_seconds()
        try:
            self._secrets = self._read()
        except SQLAlchemyError as error:
            log.warning("secrets_not_read", error=type(error).__name__)

    def admit(self, partner: str, events: int) -> int | None:
        """None within the limit, else whole seconds to wait. Raises ``Problem`` for more than ever pass at once."""
        if events > self._limit.amount:
            raise Problem("too_large", f"Send at most {self._limit.amount:,} events at once, as many as in a second.")
        if self._limiter.hit(self._limit, partner, cost=max(events, 1)):
            return None
        reset, _ = self._limiter.get_window_stats(self._limit, partner)
        return max(math.ceil(reset - now().timestamp()), 1)

    def _read(self) -> Mapping[str, tuple[str, ...]]:
        at = now()
        live = (select(PartnerSecret.partner, PartnerSecret.secret)
                .join(Partner, Partner.code == PartnerSecret.partner)
                .where(Partner.active, PartnerSecret.use == "incoming", PartnerSecret.valid_from <= at,
                       or_(PartnerSecret.valid_until.is_(None), PartnerSecret.valid_until > at))
                .order_by(PartnerSecret.valid_from.desc()))
        found: dict[str, tuple[str, ...]] = {}
        with self.engine.connect().execution_options(reading=True) as connection:
            for partner, secret in connection.execute(live):
                found[partner] = (*found.get(partner, ()), secret)
        return found

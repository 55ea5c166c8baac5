"""Who may ask, and how much: bearer keys, requests a second, and a shorter patience with guesses.

Limits protect this process and count in it alone: of several, each lets as much through (decision 49).
"""

from __future__ import annotations

import math

from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Engine

from server.clock import now
from server.problems import Problem
from server.services.partners.keys import partner_with

SCHEME = "Bearer "
MISSES_PER_MINUTE = 60
"""So many numbers, codes or ids that lead nowhere may a partner try in a minute: enough for typing errors."""


class ApiDoors:
    """The doors of one process; each partner has limits of its own."""

    def __init__(self, requests_per_second: int,
                 misses_per_minute: int = MISSES_PER_MINUTE) -> None:
        self._requests = RateLimitItemPerSecond(requests_per_second)
        self._misses = RateLimitItemPerMinute(misses_per_minute)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def admitted(self, engine: Engine, authorization: str) -> str:
        """The partner whose live key this is. Raises ``Problem``: one answer for every cause, and for too many."""
        scheme, key = authorization[:len(SCHEME)], authorization[len(SCHEME):]
        partner = partner_with(engine, key) if scheme == SCHEME and key else ""
        if not partner:
            raise Problem("unauthorized", "Send a live key of yours as: Authorization: Bearer <key>.")
        if not self._limiter.hit(self._requests, "requests", partner):
            raise self._too_many(self._requests, "requests", partner)
        if not self._limiter.test(self._misses, "misses", partner):
            raise self._too_many(self._misses, "misses", partner)
        return partner

    def missed(self, partner: str) -> None:
        """Count something that was asked for and is not there."""
        self._limiter.hit(self._misses, "misses", partner)

    def _too_many(self, limit: RateLimitItem, kind: str, partner: str) -> Problem:
        reset, _ = self._limiter.get_window_stats(limit, kind, partner)
        wait = max(math.ceil(reset - now().timestamp()), 1)
        return Problem("too_many", f"Ask again in {wait} s.", retry_after=wait)

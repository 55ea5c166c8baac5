"""How often somebody may ask for a link: by what was given, and by where the asking comes from.

Limits count in this process alone (decision 49). What was given is counted whether anybody has it or not.
"""

from __future__ import annotations

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from server.services.entering.links import fingerprint

OF_ONE = RateLimitItemPerMinute(5, 10)
"""Askings with one address or number: five in ten minutes."""
FROM_ONE = RateLimitItemPerMinute(60, 1)
"""Askings from one place: a proxy may stand for many people."""


class Doorkeeper:
    """Counts the askings of one process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def admits(self, given: str, place: str) -> bool:
        """Whether this asking is within both limits."""
        return self._hit(FROM_ONE, place) and self._hit(OF_ONE, fingerprint(given.strip().casefold()))

    def _hit(self, limit: RateLimitItem, key: str) -> bool:
        return bool(self._limiter.hit(limit, key))

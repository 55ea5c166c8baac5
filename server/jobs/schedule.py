"""When a message is sent again: over three days, a little apart for everybody, later if the partner asks for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime

WAITS = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)
"""How long after each failed attempt the next is made: ten attempts in 75 h 35 min 5 s, and what jitter adds."""
JITTER = Decimal("0.1")
"""At most this part of a wait is added, so that not everybody comes back at once."""
LONGEST_ASKED = timedelta(hours=24)
"""A partner that asks for a longer rest than this gets this."""


def wait_after(attempts: int, roll: Decimal) -> timedelta | None:
    """The wait after so many attempts; ``roll`` in [0, 1) is how much of the jitter. None when it was the last.

    >>> wait_after(1, Decimal("0.5"))
    datetime.timedelta(seconds=5, microseconds=250000)
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1]
    return wait + timedelta(microseconds=int(wait // timedelta(microseconds=1) * JITTER * roll))


def asked_wait(retry_after: str, at: datetime) -> timedelta:
    """What a ``Retry-After`` header asks for, in seconds or as a date; nothing for what cannot be read.

    >>> asked_wait("120", datetime(2026, 3, 3, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    """
    if retry_after.isascii() and retry_after.isdigit():
        return min(timedelta(seconds=min(int(retry_after), 10**6)), LONGEST_ASKED)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return timedelta(0)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - at, timedelta(0)), LONGEST_ASKED)

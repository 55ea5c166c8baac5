"""The one place that reads the time. Tests move it with time-machine; nothing else sleeps or looks at a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """This instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def stopwatch_seconds() -> float:
    """Seconds on a clock that never jumps; only differences mean something."""
    return time.monotonic()

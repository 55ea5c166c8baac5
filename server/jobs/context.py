"""What every piece of work needs to know of the process it runs in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Engine

from server.jobs.leases import LEASE
from server.settings import Settings
from server.versions import Versions


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """One database as a worker sees it.

    ``lease`` is how long it may keep what it took. ``loopback`` lets messages go to this machine, for trying out.
    ``settings`` say who sends e-mails, and with which keys. ``stopping`` tells long work to leave the rest to whoever
    comes next.
    """

    engine: Engine
    versions: Versions
    lease: timedelta = LEASE
    loopback: bool = False
    settings: Settings = field(default_factory=Settings)
    stopping: Callable[[], bool] = _never

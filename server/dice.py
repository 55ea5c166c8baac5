"""The one source of randomness. Rules never roll: the caller rolls here and hands the numbers in (Facts.dice).

``loaded`` replaces the dice inside a block, for tests and for repeating a draw.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal

SIDES = 10**12
SECRET_BYTES = 32

_loaded: ContextVar[Iterator[Decimal] | None] = ContextVar("loaded_dice", default=None)


def roll() -> Decimal:
    """A number in [0, 1) with twelve digits, from the system's randomness."""
    loaded_dice = _loaded.get()
    if loaded_dice is not None:
        return next(loaded_dice)
    return Decimal(secrets.randbelow(SIDES)) / SIDES


def secret() -> bytes:
    """Bytes nobody can guess, for keys and signatures."""
    return secrets.token_bytes(SECRET_BYTES)


@contextmanager
def loaded(numbers: Iterable[Decimal]) -> Iterator[None]:
    """Let ``roll`` give these numbers, in order; StopIteration when there are no more."""
    token = _loaded.set(iter(numbers))
    try:
        yield
    finally:
        _loaded.reset(token)

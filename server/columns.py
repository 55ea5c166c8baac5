"""Column types that are the same on SQLite and PostgreSQL, also for a driver that bypasses SQLAlchemy.

An instant is stored as integer microseconds since 1970 in UTC, a day as its ISO text, points and money as
64-bit integers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY_LENGTH = 10


def micros(at: datetime) -> int:
    """An aware instant as microseconds since 1970 in UTC; raises TypeError for a naive one.

    >>> micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (at - EPOCH) // MICROSECOND


def instant(micros_utc: int) -> datetime:
    """The aware UTC instant that ``micros`` made into a number."""
    return EPOCH + timedelta(microseconds=micros_utc)


class Instant(TypeDecorator[datetime]):
    """An instant, aware and in UTC on the Python side."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else instant(value)


class Day(TypeDecorator[date]):
    """A day of some local calendar, without a zone."""

    impl = String(DAY_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


# Ids and codes sort by their bytes everywhere, as in Python and SQLite: locks are taken in that order.
PLAIN_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

COLUMN_TYPES: dict[Any, TypeEngine[Any]] = {
    int: BigInteger(), str: PLAIN_TEXT, bool: Boolean(), datetime: Instant(), date: Day(),
}

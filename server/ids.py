"""The one source of ids: UUIDv7 as 32 hexadecimal digits, so that ids sort by the time they were made.

Within one process they keep their order also inside a millisecond.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import uuid_utils

ID_LENGTH = 32
LAST_MILLIS = 253_402_300_800_000
"""Where the calendar ends, in milliseconds since 1970."""


def new_id() -> str:
    """An id that nobody else has or will have."""
    return uuid_utils.uuid7().hex


def made_at(id_: str) -> datetime | None:
    """When an id of ``new_id`` was made, to the millisecond; None for a text that is none.

    >>> made_at("019cb0d9c9e07000800000000000000f")
    datetime.datetime(2026, 3, 2, 23, 19, 48, 960000, tzinfo=datetime.timezone.utc)
    """
    if len(id_) != ID_LENGTH or not set(id_) <= set("0123456789abcdef"):
        return None
    millis = int(id_[:12], 16)
    if millis >= LAST_MILLIS:
        return None
    return datetime.fromtimestamp(millis // 1_000, UTC) + timedelta(milliseconds=millis % 1_000)

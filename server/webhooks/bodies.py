"""The body of a request, read up to a limit."""

from __future__ import annotations

from typing import IO

from server.problems import Problem

CHUNK = 1 << 16
HEARD = 64_000_000
"""So many bytes that are too many are read and dropped, since a client that still sends would not hear the refusal."""


def read_body(stream: IO[bytes], declared: int | None, limit: int) -> bytes:
    """The whole body; ``declared`` is its length as the head says. Raises ``Problem`` (too_large) above ``limit``."""
    told_so = declared is not None and declared > limit
    body = b"" if told_so else stream.read(limit + 1)
    if told_so or len(body) > limit:
        _drop(stream)
        raise Problem("too_large", f"A body has at most {limit:,} bytes.")
    return body


def _drop(stream: IO[bytes]) -> None:
    left = HEARD
    while left > 0 and (part := stream.read(min(left, CHUNK))):
        left -= len(part)

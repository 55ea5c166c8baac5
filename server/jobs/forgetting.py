"""Links that ended, sessions that ended, and mails that were given up are removed once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.jobs.periods import Chunk
from server.services.entering.links import forget_links
from server.services.entering.sessions import forget_sessions

LINKS = timedelta(days=1)
MAILS = timedelta(days=30)
FORGET_MAILS = "DELETE FROM mail WHERE dead_at < {0}"


class ForgettingSessions:
    """The periodic task: one commit. ``removed`` counts rows."""

    def __init__(self) -> None:
        self.name = "sessions"
        self.removed = 0

    def find(self, connection: Connection, cursor: str) -> Chunk[str] | None:
        """One piece, once."""
        return None if cursor else Chunk("all", ["all"])

    def do(self, connection: Connection, pieces: Sequence[str]) -> None:
        """Remove what ended."""
        at = now()
        self.removed += forget_links(connection, at - LINKS) + forget_sessions(connection, at)
        self.removed += connection.run(FORGET_MAILS.format(MARKS[connection.kind]), (micros(at - MAILS),))

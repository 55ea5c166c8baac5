"""Where a member is known, and under which numbers."""

from __future__ import annotations

from server.connection import MARKS, Connection

NUMBERS = "SELECT partner, number FROM identity WHERE member_id = {0} ORDER BY partner, number"
SHOWN = 4
"""So many signs of a number are shown: enough for its owner."""


def numbers_of(connection: Connection, member: str) -> list[tuple[str, str]]:
    """Pairs of partner and number, of which only the end is shown."""
    rows = connection.rows(NUMBERS.format(MARKS[connection.kind]), (member,))
    return [(partner, masked(number)) for partner, number in rows]


def masked(number: str) -> str:
    """The end of a number.

    >>> masked("A-100778"), masked("778")
    ('…0778', '…78')
    """
    return f"…{number[-min(SHOWN, max(len(number) - 1, 1)):]}"

"""A member's events, newest first: what happened, what it moved, and why, each with the sentences it was answered with.

For a partner these are its own events and nothing else; for staff they are all. What members read on their page is told
by ``server.services.members.statements_of_account``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec

from server.columns import instant
from server.connection import MARKS, Connection, Row
from server.jobs.recorded import SETTLED

LAST = "~"
"""Sorts after every id."""
IDS = """
SELECT id FROM (
  SELECT id FROM (SELECT id FROM event WHERE member_id = {0} AND id < {0} ORDER BY id DESC LIMIT {0}) AS own
  UNION SELECT id FROM (SELECT DISTINCT event_id AS id FROM entry WHERE member_id = {0} AND event_id < {0}
                        ORDER BY event_id DESC LIMIT {0}) AS moved
) AS x ORDER BY id DESC LIMIT {0}"""
OWN_IDS = """
SELECT id FROM event WHERE member_id = {0} AND id < {0} AND (partner = {0} OR substr(reference, 1, {0}) = {0})
ORDER BY id DESC LIMIT {0}"""
LINES = """
WITH shown AS ({ids})
SELECT e.id, 0 AS part, 0 AS leg, e.partner, e.reference, e.type, e.reason, e.answer, e.occurred_at, 0 AS points
FROM shown s JOIN event e ON e.member_id = {0} AND e.id = s.id
UNION ALL
SELECT n.event_id, n.seq + 1, p.seq, n.kind, n.rule, p.account, n.reason, p.currency, n.occurred_at, p.points
FROM shown s JOIN entry n ON n.member_id = {0} AND n.event_id = s.id
JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE p.account IN ('available', 'pending', 'held')
ORDER BY 1 DESC, 2, 3"""
"""Each event before its legs: part 0 is what was reported and answered, every other a leg of an entry."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one entry moved on one of the member's own accounts: available, pending or held."""

    kind: str
    rule: str
    account: str
    currency: str
    points: int


@dataclass(frozen=True, slots=True)
class Line:
    """One event. ``type`` and ``partner`` are "" for what another member's event brought.

    ``awards`` and ``refusals`` are those of the first answer, each with its ``sentence`` in the member's language.
    """

    event: str
    partner: str
    reference: str
    type: str
    occurred_at: datetime
    reason: str
    moved: tuple[Moved, ...]
    awards: tuple[Mapping[str, Any], ...]
    refusals: tuple[Mapping[str, Any], ...]


def events_of(connection: Connection, member: str, *, partner: str | None = None, before: str = "",
              limit: int = 50) -> list[Line]:
    """The lines older than the event ``before``; with ``partner`` only that partner's own."""
    mark = MARKS[connection.kind]
    if partner is None:
        ids, values = IDS, (*(member, before or LAST, limit) * 2, limit)
    else:
        settled = f"{SETTLED}{partner}:"
        ids, values = OWN_IDS, (member, before or LAST, partner, len(settled), settled, limit)
    rows = connection.rows(LINES.replace("{ids}", ids).format(mark), (*values, member, member))
    return [_line(id_, list(of_one)) for id_, of_one in groupby(rows, key=lambda row: row[0])]


def _line(event: str, rows: Sequence[Row]) -> Line:
    parts = tuple(Moved(kind, rule, account, currency, int(points))
                  for _, part, _, kind, rule, account, _, currency, _, points in rows if part)
    if rows[0][1]:
        return Line(event, "", "", "", instant(rows[0][8]), rows[0][6], parts, (), ())
    _, _, _, partner, reference, kind, reason, answer, occurred_at, _ = rows[0]
    if not partner and reference.startswith(SETTLED):
        _, partner, reference = reference.split(":", 2)
    said = msgspec.json.decode(answer) if answer else {}
    return Line(event, partner, reference, kind, instant(occurred_at), reason, parts, tuple(said.get("awards", ())),
                tuple(said.get("refusals", ())))

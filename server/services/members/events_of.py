"""A member's events, newest first: what happened, what it moved, and why, each with the sentences it was answered with.

For a partner these are its own events and nothing else; for staff they are all. What members read on their page is told
by ``server.services.members.statements_of_account``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from server.columns import instant
from server.connection import MARKS, Connection, Row
from server.jobs.recorded import SETTLED

LAST = "~"
"""Sorts after every id."""
IDS = """
SELECT id FROM (SELECT id FROM event WHERE member_id = {0} UNION SELECT event_id FROM entry WHERE member_id = {0}) AS x
WHERE id < {0} ORDER BY id DESC LIMIT {0}"""
OWN_IDS = """
SELECT id FROM event WHERE member_id = {0} AND id < {0} AND (partner = {0} OR substr(reference, 1, {0}) = {0})
ORDER BY id DESC LIMIT {0}"""
EVENTS = """
SELECT id, partner, reference, type, occurred_at, reason, answer FROM event WHERE member_id = {0} AND id IN ({1})"""
MOVED = """
SELECT n.event_id, n.kind, n.rule, n.occurred_at, n.reason, p.account, p.currency, p.points
FROM entry n JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE n.member_id = {0} AND n.event_id IN ({1}) AND p.account IN ('available', 'pending', 'held')
ORDER BY n.event_id, n.seq, p.seq"""


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
        ids = connection.rows(IDS.format(mark), (member, member, before or LAST, limit))
    else:
        settled = f"{SETTLED}{partner}:"
        ids = connection.rows(OWN_IDS.format(mark), (member, before or LAST, partner, len(settled), settled, limit))
    return _lines(connection, member, [id_ for (id_,) in ids])


def _lines(connection: Connection, member: str, ids: Sequence[str]) -> list[Line]:
    if not ids:
        return []
    mark = MARKS[connection.kind]
    marks = ", ".join([mark] * len(ids))
    events = {row[0]: row for row in connection.rows(EVENTS.format(mark, marks), (member, *ids))}
    moved: dict[str, list[Row]] = defaultdict(list)
    for row in connection.rows(MOVED.format(mark, marks), (member, *ids)):
        moved[row[0]].append(row)
    return [_line(id_, events.get(id_), moved[id_]) for id_ in ids]


def _line(event: str, row: Row | None, moved: Sequence[Row]) -> Line:
    parts = tuple(Moved(kind, rule, account, currency, int(points))
                  for _, kind, rule, _, _, account, currency, points in moved)
    if row is None:
        return Line(event, "", "", "", instant(moved[0][3]), moved[0][4], parts, (), ())
    _, partner, reference, kind, occurred_at, reason, answer = row
    if not partner and reference.startswith(SETTLED):
        _, partner, reference = reference.split(":", 2)
    said = msgspec.json.decode(answer) if answer else {}
    return Line(event, partner, reference, kind, instant(occurred_at), reason, parts, tuple(said.get("awards", ())),
                tuple(said.get("refusals", ())))

"""Events as they were recorded, with what they moved in members' books: what statistics and messages are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from server.columns import instant
from server.connection import Connection
from server.ledger.chain import KEYS

EVENTS = """
SELECT t.member_id, t.id, t.partner, t.reference, t.type, t.occurred_at, t.recorded_at, t.version, t.others, t.facts,
       t.answer
FROM {keys} JOIN event t ON t.member_id = k.m AND t.id = k.e ORDER BY t.recorded_at, t.id"""
MOVED = """
SELECT n.event_id, n.kind, n.rule, p.currency, sum(p.points)
FROM {keys} JOIN entry n ON n.member_id = k.m AND n.event_id = k.e
JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE p.account IN ('available', 'pending', 'held')
GROUP BY n.member_id, n.event_id, n.seq, n.kind, n.rule, p.currency"""
SETTLED = "settle:"
"""How the reference of an event begins that waited: ``settle:<partner>:<the partner's own reference>``."""

_FACTS = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Moved:
    """What one entry moved in one member's books, in sum; never 0."""

    rule: str
    currency: str
    points: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event. ``partner`` is who reported it, "" when the programme itself did it; ``facts`` are plain JSON."""

    id: str
    partner: str
    reference: str
    type: str
    occurred_at: datetime
    recorded_at: datetime
    version: str
    facts: Mapping[str, Any]
    answer: str
    moved: tuple[Moved, ...]


def recorded(connection: Connection, keys: Iterable[tuple[str, str]]) -> list[Recorded]:
    """Events by (member, id), in the order they were recorded."""
    rows = connection.rows(EVENTS.format(keys=KEYS[connection.kind]), (_document(keys),))
    books = [(member, row[1]) for row in rows for member in (row[0], *row[8].split())]
    moved: dict[str, list[Moved]] = defaultdict(list)
    for event, kind, rule, currency, points in connection.rows(
            MOVED.format(keys=KEYS[connection.kind]), (_document(books),)):
        if points:
            moved[event].append(Moved(rule or kind, currency, int(points)))
    return [_recorded(row, moved[row[1]]) for row in rows]


def _document(keys: Iterable[tuple[str, str]]) -> str:
    return msgspec.json.encode([list(key) for key in keys]).decode()


def _recorded(row: Sequence[Any], moved: Iterable[Moved]) -> Recorded:
    _, event, partner, reference, kind, occurred_at, recorded_at, version, _, facts, answer = row
    if not partner and reference.startswith(SETTLED):
        _, partner, reference = reference.split(":", 2)
    return Recorded(event, partner, reference, kind, instant(occurred_at), instant(recorded_at), version,
                    _FACTS.decode(facts) if facts else {}, answer, tuple(moved))

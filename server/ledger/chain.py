"""The chain of sealed blocks: what was recorded cannot be changed unseen, also by whoever can drop a trigger.

Blocks are sealed after the commit, so that they never hold up a webhook. A block lists its events in order, each with
a short mark for every row it caused (event, entries, postings, draws); its hash is SHA-256 over the rows themselves
and the hash before it. Verifying computes both again: the hash decides, the marks name the first row that differs.
What it cannot see is a change before the first sealing; the job that seals runs every few seconds.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from rules.errors import Finding
from server.columns import instant, micros
from server.connection import MARKS, POSTGRESQL, SQLITE, Connection

BLOCK_EVENTS = 500
MARK_LENGTH = 8
OVERLAP = timedelta(minutes=10)
"""How long before the newest sealed event an event may have been recorded whose commit came later."""
LOCK = 4_821_604

LAST = "SELECT number, hash, sealed_until FROM block ORDER BY number DESC LIMIT 1"
BLOCKS = "SELECT number, previous, hash, events FROM block ORDER BY number"
RECENT = "SELECT events FROM block WHERE sealed_until >= {0}"
EVENTS = "SELECT member_id, id, others, recorded_at FROM event WHERE recorded_at >= {0} ORDER BY recorded_at, id"
INSERT = """
INSERT INTO block (number, previous, hash, events, sealed_until, sealed_at) VALUES ({0}, {0}, {0}, {0}, {0}, {0})"""
KEYS = {
    SQLITE: "(SELECT json_extract(value, '$[0]') AS m, json_extract(value, '$[1]') AS e FROM json_each(?)) k",
    POSTGRESQL: "(SELECT value->>0 AS m, value->>1 AS e FROM json_array_elements(CAST(%s AS json))) k",
}
ROWS = {
    "event": """
SELECT t.member_id, t.id, t.partner, t.reference, t.type, t.occurred_at, t.recorded_at, t.version, t.person, t.reason,
       t.others, t.facts, t.outcome, t.kept, t.answer
FROM {keys} JOIN event t ON t.member_id = k.m AND t.id = k.e""",
    "entry": """
SELECT t.member_id, t.event_id, t.seq, t.kind, t.occurred_at, t.rule, t.version, t.about, t.person, t.second, t.reason,
       t.negates
FROM {keys} JOIN entry t ON t.member_id = k.m AND t.event_id = k.e ORDER BY t.member_id, t.event_id, t.seq""",
    "posting": """
SELECT t.member_id, t.event_id, t.entry_seq, t.seq, t.account, t.currency, t.points
FROM {keys} JOIN posting t ON t.member_id = k.m AND t.event_id = k.e
ORDER BY t.member_id, t.event_id, t.entry_seq, t.seq""",
    "draw": """
SELECT t.member_id, t.event_id, t.entry_seq, t.seq, t.lot_id, t.points
FROM {keys} JOIN draw t ON t.member_id = k.m AND t.event_id = k.e
ORDER BY t.member_id, t.event_id, t.entry_seq, t.seq""",
}
"""Table → its rows of many events and members, every column: none of them may ever change."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """One event to seal, or sealed: its member, id, further members, and the marks of its rows."""

    member: str
    event: str
    others: tuple[str, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A block that is not written yet: how many events it seals, and its row."""

    events: int
    row: tuple[int, str, str, str, int, int]


def seal(connection: Connection, now: datetime) -> int:
    """Seal every committed event that is in no block yet; how many. Inside a transaction of the caller's."""
    return append(connection, blocks(connection, now))


def blocks(connection: Connection, now: datetime) -> list[Made]:
    """The blocks that events in none yet make, after the last there is; only reads, and so holds up nobody."""
    number, previous, since = _last(connection)
    new, made = list(_unsealed(connection, since)), []
    for start in range(0, len(new), BLOCK_EVENTS):
        group = new[start:start + BLOCK_EVENTS]
        number, since = number + 1, max(since, max(recorded for _, recorded in group))
        digest, text = _sealed(connection, previous, [event for event, _ in group])
        made.append(Made(len(group), (number, previous, digest, text, since, micros(now))))
        previous = digest
    return made


def append(connection: Connection, made: Sequence[Made]) -> int:
    """Add blocks, inside a transaction of the caller's; how many events that seals.

    None are added when somebody else has sealed since they were made: their events are found again the next time.
    """
    if not made:
        return 0
    if connection.kind == POSTGRESQL:
        connection.rows(f"SELECT pg_advisory_xact_lock({LOCK})")
    number, previous, *_ = made[0].row
    if _last(connection)[:2] != (number - 1, previous):
        return 0
    connection.run_many(INSERT.format(MARKS[connection.kind]), [block.row for block in made])
    return sum(block.events for block in made)


def _last(connection: Connection) -> tuple[int, str, int]:
    """Number, hash and newest event of the last block; zeros before the first."""
    rows = connection.rows(LAST)
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else (0, "", 0)


def _unsealed(connection: Connection, since: int) -> Iterator[tuple[Sealing, int]]:
    mark = MARKS[connection.kind]
    start = since - OVERLAP // timedelta(microseconds=1)
    known = {(each.member, each.event) for (events,) in connection.rows(RECENT.format(mark), (start,))
             for each in _listed(events)}
    for member, event, others, recorded_at in connection.rows(EVENTS.format(mark), (start,)):
        if (member, event) not in known:
            yield Sealing(member, event, tuple(others.split())), recorded_at


def _sealed(connection: Connection, previous: str, events: Sequence[Sealing]) -> tuple[str, str]:
    """Hash and text of the block that these events make."""
    digest = hashlib.sha256(previous.encode())
    listed = []
    lines = _lines(connection, events)
    for event in events:
        mine = lines[event.event]
        digest.update(b"".join(mine))
        listed.append([event.member, event.event, " ".join(event.others), "".join(map(_mark, mine))])
    text = msgspec.json.encode(listed).decode()
    digest.update(text.encode())
    return digest.hexdigest(), text


def verify(connection: Connection) -> Iterator[Finding]:
    """What the chain shows: broken links, and in each broken block the first row that is not as it was sealed."""
    previous, wanted = "", 1
    for number, before, sealed, events in connection.rows(BLOCKS):
        if number != wanted or before != previous:
            yield Finding("chain_broken", f"block {number} does not follow block {wanted - 1}")
        yield from _verified(connection, number, before, sealed, events)
        previous, wanted = sealed, number + 1


def _verified(connection: Connection, number: int, before: str, sealed: str, events: str) -> Iterator[Finding]:
    digest = hashlib.sha256(before.encode())
    first = ""
    listed = list(_listed(events))
    lines = _lines(connection, listed)
    for event in listed:
        mine = lines.get(event.event, [])
        digest.update(b"".join(mine))
        first = first or _difference(event, mine)
    digest.update(events.encode())
    if digest.hexdigest() != sealed:
        yield Finding("chain_broken", f"block {number} is not as it was sealed: {first or 'its own row was changed'}")


def _difference(event: Sealing, lines: Sequence[bytes]) -> str:
    """The first row of an event that is not as it was sealed, "" if all are."""
    for place, line in enumerate(lines):
        if place >= len(event.marks) or _mark(line) != event.marks[place]:
            return f"{line.decode().rstrip()[:200]} of event {event.event}"
    return f"a row of event {event.event} is gone" if len(lines) < len(event.marks) else ""


def _listed(events: str) -> Iterator[Sealing]:
    for member, event, others, marks in msgspec.json.decode(events):
        cut = range(0, len(marks), MARK_LENGTH)
        yield Sealing(member, event, tuple(others.split()), tuple(marks[at:at + MARK_LENGTH] for at in cut))


def _lines(connection: Connection, events: Sequence[Sealing]) -> dict[str, list[bytes]]:
    """Every row of the events, by event, each a line of JSON that begins with its table, in a fixed order."""
    keys = msgspec.json.encode([[member, each.event] for each in events for member in (each.member, *each.others)])
    lines: dict[str, list[bytes]] = defaultdict(list)
    for table, query in ROWS.items():
        for row in connection.rows(query.format(keys=KEYS[connection.kind]), (keys.decode(),)):
            lines[row[1]].append(msgspec.json.encode([table, *row]) + b"\n")
    return lines


def _mark(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:MARK_LENGTH]


def sealed_until(connection: Connection) -> datetime:
    """When the newest sealed event was recorded; 1970 before the first."""
    return instant(_last(connection)[2])

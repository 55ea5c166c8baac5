"""Stored decisions: found, told in full, and made once more from what is stored with them.

Errors: ``UnknownDecision``.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from rules.decision import Decision
from rules.errors import PointsError
from rules.facts import Facts
from rules.rating.trace import Story, explain
from rules.repeat import repeats
from server.columns import instant, micros
from server.connection import MARKS, Connection, Row
from server.db import reading
from server.ids import made_at
from server.ledger.apart import decided, joined
from server.ledger.texts import decision_text
from server.ledger.values import decision_of, facts_of, returned_of
from server.versions import NothingPublished, Versions

COLUMNS = ("e.id, e.partner, e.reference, e.type, e.recorded_at, e.version, e.facts, e.outcome, e.answer, w.words, "
           "x.event_id")
WORDS = """
LEFT JOIN personal_fact w ON w.member_id = e.member_id AND w.event_id = e.id
LEFT JOIN claim x ON x.partner = '' AND x.reference = 'request:erase:' || e.member_id"""
BY_KEY = f"""
SELECT {COLUMNS} FROM claim c JOIN event e ON e.member_id = c.member_id AND e.id = c.event_id {WORDS}
WHERE c.partner = {{0}} AND c.reference = {{0}}"""
BY_TIME = f"""
SELECT {COLUMNS} FROM event e {WORDS} WHERE e.recorded_at >= {{0}} AND e.recorded_at < {{0}} AND e.id = {{0}}"""
BY_ID = f"SELECT {COLUMNS} FROM event e {WORDS} WHERE e.id = {{0}}"
NEXT = f"""
SELECT {COLUMNS} FROM event e {WORDS} WHERE (e.recorded_at, e.id) > ({{0}}, {{0}}) AND e.outcome <> ''
ORDER BY e.recorded_at, e.id LIMIT 500"""
SOON = timedelta(hours=1)
"""An event is recorded at most so long after its id was made; else it is looked for everywhere."""


class UnknownDecision(PointsError):
    """No event has this id or reference, or it is one on which nothing was decided."""

    code = "unknown_decision"


@dataclass(frozen=True, slots=True)
class Stored:
    """One decision as it is stored: texts, and what of them was needed as values."""

    id: str
    partner: str
    reference: str
    type: str
    recorded_at: datetime
    version: str
    facts: str
    outcome: str
    answer: str
    words: str | None = None
    erased: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything it was decided on is still there: nobody of whom it speaks was erased."""
        return self.erased is None and '"erased":true' not in (self.words or "")

    def decision(self) -> Decision:
        """The stored outcome."""
        return decided(decision_of(self.outcome), self.words)

    def known(self) -> Facts:
        """The stored facts, with what they say of persons unless that was erased."""
        return joined(facts_of(self.facts), self.words)


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored decision that does not come out again, and why."""

    stored: Stored
    why: str


def decision_named(engine: Engine, name: str) -> Stored:
    """The decision of an event, by its id or as ``PARTNER/REFERENCE``."""
    with reading(engine) as connection:
        rows = _rows(connection, name)
    if not rows or not rows[0][7]:
        raise UnknownDecision(f"no decision is stored under {name}")
    return _stored(rows[0])


def told(versions: Versions, stored: Stored) -> tuple[Story, ...]:
    """What became of every rule of the version, and how each was read."""
    return explain(versions.by_hash(stored.version), stored.known(), stored.decision())


def replay(engine: Engine, versions: Versions, since: datetime | None = None) -> Iterator[Difference | None]:
    """Make every stored decision once more, in the order they were recorded: None for each that comes out the same."""
    last = (micros(since) - 1 if since else -1, "")
    while found := after(engine, last):
        for stored in found:
            yield repeated(versions, stored)
        last = (micros(found[-1].recorded_at), found[-1].id)


def after(engine: Engine, last: tuple[int, str]) -> list[Stored]:
    """The next five hundred decisions after one, named by microseconds and id, in the order they were recorded."""
    with reading(engine) as connection:
        rows = connection.rows(NEXT.format(MARKS[connection.kind]), last)
    return [_stored(row) for row in rows]


def repeated(versions: Versions, stored: Stored) -> Difference | None:
    """Make one decision once more; None when it comes out as it is stored, to the letter."""
    try:
        compiled = versions.by_hash(stored.version)
        found = [decision_text(each) for each in repeats(compiled, stored.known(), returned_of(stored.facts))]
    except (NothingPublished, ValueError, KeyError, TypeError) as error:
        return Difference(stored, f"it cannot be repeated: {error!r}")
    wanted = decision_text(stored.decision())
    if wanted in found or not stored.is_whole:
        return None
    return Difference(stored, _where(wanted, found[0]))


def _rows(connection: Connection, name: str) -> list[Row]:
    mark = MARKS[connection.kind]
    partner, slash, reference = name.partition("/")
    if slash:
        return connection.rows(BY_KEY.format(mark), (partner, reference))
    made = made_at(name)
    rows = connection.rows(BY_TIME.format(mark), (micros(made - SOON), micros(made + SOON), name)) if made else []
    return rows or connection.rows(BY_ID.format(mark), (name,))


def _stored(row: Row) -> Stored:
    return Stored(row[0], row[1], row[2], row[3], instant(row[4]), *row[5:])


def _where(stored: str, again: str) -> str:
    """The first place at which two texts part, with a few signs before and after."""
    place = next((at for at, (one, other) in enumerate(zip(stored, again, strict=False)) if one != other),
                 min(len(stored), len(again)))
    start = max(place - 40, 0)
    return f"stored …{stored[start:place + 60]}…, now …{again[start:place + 60]}…"

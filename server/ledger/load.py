"""What planning needs to know, read under the members' locks: one statement for a whole batch.

On PostgreSQL the members' rows are locked in order of their ids. A statement that had to wait for a lock has read
everything else as it was before the wait; it then finds the member's ``version`` moved on, and reads once more
under the locks it already has. On SQLite the transaction holds the only write lock there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec

from rules.state import MemberState
from server.columns import instant, micros
from server.connection import POSTGRESQL, Connection, Row
from server.ledger.member import member_state
from server.ledger.reads import ASKED, MEMBER, load_statement
from server.ledger.texts import text

KEPT_USES = timedelta(days=430)
"""How long the uses of a period are looked at after they last moved; those of a lifetime always are."""
MOST_READS = 3

_SAID: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a batch: its business key, and the number of the member at that partner.

    ``member`` is an id, for callers that know it; then ``number`` is not looked at.
    """

    partner: str = ""
    reference: str = ""
    number: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """A business key that was taken before: by which body, and the answer it got. ``member`` may be ""."""

    body_hash: str
    member: str
    event: str
    answer: str


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """A parked event that names the asked reference as its purchase."""

    reference: str
    status: str
    body: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What a member's last word to a partner allows; ``seq`` 0 while only the partner's default speaks."""

    given: bool = False
    seq: int = 0
    by: str = ""


SILENCE = Word()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was asked for, by the position of the item: its first answer, its member, and what waits for it.

    ``states`` are the locked members by id. An item without a first answer and without a member is a number
    nobody knows. ``words`` says what its partner may be told of it.
    """

    states: Mapping[str, MemberState]
    member_of: Mapping[int, str]
    first_answers: Mapping[int, FirstAnswer] = field(default_factory=dict)
    waiting: Mapping[int, Sequence[WaitingEvent]] = field(default_factory=dict)
    words: Mapping[int, Word] = field(default_factory=dict)


def load(connection: Connection, asked: Sequence[Asked], *, now: datetime, past_since: datetime | None = None,
         referrers: bool = False, locking: bool = True, merged: bool = False) -> Loaded:
    """Lock and read every member that the batch names, what was answered before, and what waits.

    ``past_since`` is the horizon of the history that the programme's needs ask for, None for all of it; a
    programme without needs passes ``now``. ``referrers`` locks and reads also who brought each member. Without
    ``locking`` they are read as they stand, in whatever snapshot the connection has; ``merged`` then makes one lot of
    all that expire together.
    """
    document = [[place, each.partner, each.reference, each.number, each.member] for place, each in enumerate(asked)]
    parameters = (micros(past_since) if past_since else None, micros(now - KEPT_USES), text(document))
    statement = load_statement(connection.kind, referrers=referrers, locking=locking, merged=merged)
    rows = connection.rows(statement, parameters)
    for _ in range(MOST_READS):
        if connection.kind != POSTGRESQL or not locking or not _overtaken(rows):
            break
        rows = connection.rows(statement, parameters)
    return _loaded(rows, asked)


def _overtaken(rows: Sequence[Row]) -> bool:
    """Whether a lock was waited for: the locked row is newer than what the statement read beside it."""
    return any(row[0] == MEMBER and row[2] != row[3] for row in rows)


def _loaded(rows: Sequence[Row], asked: Sequence[Asked]) -> Loaded:
    found = [row[1:7] for row in rows if row[0] == ASKED]
    numbers = {member: asked[place].number for member, place, *_ in found}
    states = {row[1]: member_state(row[1], numbers.get(row[1], ""), row[4:]) for row in rows if row[0] == MEMBER}
    return Loaded(
        states, {place: member for member, place, *_ in found if member in states},
        {place: FirstAnswer(*_SAID.decode(claim)) for _, place, _, claim, *_ in found if claim},
        {place: _waiting(waiting) for _, place, _, _, waiting, _ in found if waiting and waiting != "[]"},
        {place: _word(word, default) for _, place, default, _, _, word in found},
    )


def _word(word: str | None, default: int) -> Word:
    if word is None:
        return Word(bool(default))
    seq, given, by = _SAID.decode(word)
    return Word(bool(given), seq, by)


def _waiting(waiting: str) -> list[WaitingEvent]:
    return [WaitingEvent(reference, status, body, instant(recorded_at))
            for reference, status, body, recorded_at in _SAID.decode(waiting)]

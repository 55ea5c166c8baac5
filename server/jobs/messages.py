"""What partners are told, and where: messages become one delivery for each endpoint of the partner they belong to.

A partner hears of its own events only. The body is made once and kept, so that every attempt sends the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from server.columns import micros
from server.connection import MARKS, Connection
from server.ids import new_id
from server.jobs.recorded import Recorded

PROCESSED = "event.processed"
ELSEWHERE = ("balances", "tier", "growth")
"""Parts of an answer that come from everything a member does, also at other partners."""
ENDPOINTS = "SELECT id, partner, disabled_at FROM endpoint ORDER BY id"
INSERT = """
INSERT INTO delivery (id, endpoint_id, partner, event_id, type, body, created_at, run_after, attempts, last_error,
                      dead_at)
VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, 0, {0}, {0})"""
DISABLED = "the endpoint is disabled"
NO = msgspec.Raw(b"false")
_PARTS = msgspec.json.Decoder(dict[str, msgspec.Raw])


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a partner is told; ``at`` is when it became so, ``event`` the event it tells of, or ""."""

    partner: str
    type: str
    at: datetime
    event: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The exact JSON that is sent."""
        return msgspec.json.encode({"type": self.type, "timestamp": zulu(self.at), "data": self.data}).decode()


def zulu(at: datetime) -> str:
    """An instant in UTC as partners write it, ``2026-03-03T01:15:00Z``."""
    return at.isoformat().replace("+00:00", "Z")


def message_of(event: Recorded, number: str, *, whole: bool) -> Message | None:
    """What its partner is told of a recorded event of the member with its ``number``; None for what it did not ask.

    Unless ``whole``, by the member's consent, it is told what the event brought and nothing of what the member has;
    never more than the answer told already.
    """
    if not event.partner or not event.answer:
        return None
    answer = msgspec.Raw(event.answer.encode()) if whole else _reduced(event.answer)
    data = {"event": event.id, "reference": event.reference, "type": event.type, "member": {"number": number},
            "occurred_at": zulu(event.occurred_at), "answer": answer}
    return Message(event.partner, PROCESSED, event.recorded_at, event.id, data)


def _reduced(answer: str) -> dict[str, msgspec.Raw]:
    parts = {name: part for name, part in _PARTS.decode(answer).items() if name not in ELSEWHERE}
    return {**parts, "consents": NO} if "consents" in parts else parts


def tell(connection: Connection, messages: Iterable[Message], at: datetime, besides: str = "") -> int:
    """Write a delivery for each endpoint of each message's partner, but not for the endpoint ``besides``.

    What a disabled endpoint would have been told is kept as given up, to be sent again once it is enabled.
    """
    listed = list(messages)
    if not listed:
        return 0
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for endpoint, partner, disabled_at in connection.rows(ENDPOINTS):
        if endpoint != besides:
            found[partner].append((endpoint, disabled_at is not None))
    rows = [_row(message, endpoint, disabled, micros(at))
            for message in listed for endpoint, disabled in found.get(message.partner, ())]
    if rows:
        connection.run_many(INSERT.format(MARKS[connection.kind]), rows)
    return len(rows)


def _row(message: Message, endpoint: str, disabled: bool, at: int) -> tuple[Any, ...]:
    return (new_id(), endpoint, message.partner, message.event, message.type, message.body, at, at,
            DISABLED if disabled else "", at if disabled else None)

"""The watch: simple figures that honest members do not reach, looked at by a person. It flags, and stops nothing.

What can be stopped is stopped where it happens: caps, stock, one-use links and codes, limits of requests. Thresholds
are settings. Each find is written once, however often one looks. Errors: ``UnknownSuspicion``.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.jobs.periods import Chunk
from server.models import Suspicion
from server.services.staff.auditing import record
from server.settings import Settings

WINDOW = timedelta(days=1)
SPENT_LATELY = timedelta(days=30)
HOUR_MICROS = 3_600_000_000
ID_LENGTH = 12

RULES: Mapping[str, tuple[str, str]] = {
    "runaway_earning": ("watch_points_a_day", """
SELECT e.member_id, p.currency, sum(p.points) FROM event e
JOIN entry n ON n.member_id = e.member_id AND n.event_id = e.id AND n.kind IN ('accrual', 'bonus')
JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE e.recorded_at >= {since} AND p.account IN ('available', 'pending')
GROUP BY e.member_id, p.currency HAVING sum(p.points) >= {threshold}"""),
    "split_receipts": ("watch_purchases_an_hour", f"""
SELECT e.member_id, e.partner, count(*) FROM event e
WHERE e.recorded_at >= {{since}} AND e.type = 'transaction.completed'
GROUP BY e.member_id, e.partner, e.occurred_at / {HOUR_MICROS} HAVING count(*) >= {{threshold}}"""),
    "many_returns": ("watch_returns_a_day", """
SELECT e.member_id, e.partner, count(*) FROM event e
WHERE e.recorded_at >= {since} AND e.type IN ('transaction.returned', 'transaction.voided')
GROUP BY e.member_id, e.partner HAVING count(*) >= {threshold}"""),
    "returned_after_spending": ("watch_points_owed", """
SELECT DISTINCT b.member_id, b.currency, b.owed FROM event e
JOIN entry n ON n.member_id = e.member_id AND n.event_id = e.id AND n.kind = 'reversal'
JOIN balance b ON b.member_id = e.member_id
WHERE e.recorded_at >= {since} AND b.owed >= {threshold} AND EXISTS (
  SELECT 1 FROM entry s WHERE s.member_id = e.member_id AND s.kind IN ('burn', 'capture', 'conversion', 'transfer')
  AND s.occurred_at >= {lately})"""),
    "many_links": ("watch_links_a_day", """
SELECT k.member_id, k.issued_by, count(*) FROM member_link k
WHERE k.issued_at >= {since} GROUP BY k.member_id, k.issued_by HAVING count(*) >= {threshold}"""),
}
"""Rule → its threshold among the settings, and the question: rows of member, what it is about, and the figure."""
INSERT = """
INSERT INTO suspicion (member_id, id, rule, about, figure, threshold, found_at, settled_by, verdict)
VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0}, '', '') ON CONFLICT DO NOTHING"""


class UnknownSuspicion(PointsError):
    """Nothing open is named so."""

    code = "unknown_suspicion"


@dataclass(frozen=True, slots=True)
class Found:
    """One member that met a rule; ``about`` is a currency or a partner, and the day."""

    member: str
    rule: str
    about: str
    figure: int
    threshold: int

    @property
    def id(self) -> str:
        """The same for the same find."""
        return hashlib.sha256(f"{self.rule} {self.about}".encode()).hexdigest()[:ID_LENGTH]


class Watching:
    """The periodic task, every hour: looks at the last day. ``found`` counts what was new."""

    def __init__(self, settings: Settings) -> None:
        self.name = "watch"
        self.settings = settings
        self.found = 0

    def find(self, connection: Connection, cursor: str) -> Chunk[Found] | None:
        """Everything there is to find, in one piece."""
        return None if cursor else Chunk("looked", list(_finds(connection, self.settings, now())))

    def do(self, connection: Connection, pieces: Sequence[Found]) -> None:
        """Write down what was not known."""
        at, insert = micros(now()), INSERT.format(MARKS[connection.kind])
        for each in pieces:
            self.found += connection.run(insert, (each.member, each.id, each.rule, each.about, each.figure,
                                                  each.threshold, at))


def _finds(connection: Connection, settings: Settings, at: datetime) -> Iterator[Found]:
    since, lately = micros(at - WINDOW), micros(at - SPENT_LATELY)
    for rule, (name, question) in RULES.items():
        threshold = getattr(settings, name)
        for member, about, figure in connection.rows(
                question.format(since=since, lately=lately, threshold=threshold)):
            if member:
                yield Found(member, rule, f"{about} {at:%Y-%m-%d}".strip(), int(figure), threshold)


def suspicions(session: Session, *, settled: bool = False, limit: int = 1_000) -> list[Suspicion]:
    """What waits for a person, oldest first; with ``settled`` what a person has looked at, newest first."""
    query = select(Suspicion).limit(limit)
    if settled:
        return list(session.scalars(query.where(Suspicion.settled_at.is_not(None)).order_by(
            Suspicion.settled_at.desc(), Suspicion.id)))
    return list(session.scalars(query.where(Suspicion.settled_at.is_(None)).order_by(
        Suspicion.found_at, Suspicion.member_id, Suspicion.id)))


def settle(session: Session, member: str, suspicion_id: str, by: str, verdict: str) -> Suspicion:
    """A person has looked at it, and says what it was. The caller commits."""
    found = session.get(Suspicion, (member, suspicion_id), with_for_update=True)
    if found is None or found.settled_at is not None:
        raise UnknownSuspicion(f"nothing open is called {member}/{suspicion_id}")
    found.settled_at, found.settled_by, found.verdict = now(), by, verdict
    record(session, by, "suspicion.settled", f"member:{member}", None, {"rule": found.rule, "about": found.about},
           verdict)
    return found

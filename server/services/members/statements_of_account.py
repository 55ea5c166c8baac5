"""What happened to a member's points, newest first: a line for each event, with every entry it made.

Lines come in the order of when things happened; a page begins where the one before ended, however many were added
meanwhile. Of events of other members (a friend's purchase, a gift) only the member's own entries are read.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from server.columns import instant
from server.connection import MARKS, Connection, Row
from server.ledger.values import plain_of

PAGE = 20
MICROS_LENGTH = 19
GROUPS: Mapping[str, tuple[str, ...]] = {
    "earned": ("accrual", "bonus"), "spent": ("burn", "hold", "capture"), "back": ("refund", "reversal"),
    "converted": ("conversion",), "expired": ("expiry",), "given": ("transfer",), "corrected": ("adjustment",),
}
"""What a member may look for, and the kinds of entries it means."""
OWN = "('available', 'pending', 'held')"
MOVED = f"""
SELECT n.event_id AS id, max(n.occurred_at) AS at FROM entry n
WHERE n.member_id = {{0}}{{kinds}} AND (
  SELECT 1 FROM posting p WHERE p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
  AND p.account IN {OWN}{{currency}} LIMIT 1) IS NOT NULL
GROUP BY n.event_id"""
"""A join would be planned for members of a few entries, and take seconds for one of thousands (PostgreSQL)."""
BOUGHT = """
SELECT e.id AS id, e.occurred_at AS at FROM event e
WHERE e.member_id = {0} AND e.type IN ('transaction.completed', 'transaction.returned')"""
NEWEST = """
SELECT f.id, max(f.at) FROM ({found}) AS f {before} GROUP BY f.id ORDER BY 2 DESC, 1 DESC LIMIT {limit}"""
ENTRIES = f"""
SELECT n.event_id, n.seq, n.kind, n.rule, n.reason, p.currency, sum(p.points),
       sum(CASE WHEN p.account = 'available' THEN p.points ELSE 0 END)
FROM entry n JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE n.member_id = {{0}} AND n.event_id IN ({{ids}}) AND p.account IN {OWN}
GROUP BY n.event_id, n.seq, n.kind, n.rule, n.reason, p.currency ORDER BY n.event_id, n.seq"""
EVENTS = """
SELECT e.id, e.type, e.partner, e.version, e.facts, e.outcome, coalesce(r.reward, ''), coalesce(r.partner, '')
FROM event e LEFT JOIN redemption r ON r.member_id = e.member_id AND r.id = e.id
WHERE e.member_id = {0} AND e.id IN ({ids})"""


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry did to points of one currency: in all, and to those that can be spent."""

    currency: str
    points: int
    spendable: int


@dataclass(frozen=True, slots=True)
class Part:
    """One entry; ``rule`` as in ``rules.entries.Reason``, ``reason`` what a person said."""

    kind: str
    rule: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One event. ``type`` is "" for one that belongs to another member; ``amount`` is None without money.

    ``outcome`` is the stored decision, a JSON text, "" when nothing was decided.
    """

    event: str
    at: datetime
    type: str
    partner: str
    version: str
    outcome: str
    reward: str
    amount: Decimal | None
    parts: tuple[Part, ...]

    @property
    def changes(self) -> dict[str, int]:
        """Points in all by currency."""
        sums: dict[str, int] = defaultdict(int)
        for part in self.parts:
            for change in part.changes:
                sums[change.currency] += change.points
        return dict(sums)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: a currency, a group of ``GROUPS``; "" is no filter. ``before`` is where a page begins."""

    currency: str = ""
    group: str = ""
    before: str = ""


def history_of(connection: Connection, member: str, wanted: Wanted, limit: int = PAGE) -> tuple[list[Line], str]:
    """Some lines, and where the next page begins, "" at the end; three statements."""
    found = _newest(connection, member, wanted, limit + 1)
    shown = found[:limit]
    if not shown:
        return [], ""
    ids = [id_ for id_, _ in shown]
    parts, told = _parts(connection, member, ids), _told(connection, member, ids)
    lines = [_line(id_, at, told.get(id_), parts.get(id_, ())) for id_, at in shown]
    return lines, f"{shown[-1][1]}.{shown[-1][0]}" if len(found) > limit else ""


def _newest(connection: Connection, member: str, wanted: Wanted, limit: int) -> list[Row]:
    mark, kinds, currency = MARKS[connection.kind], "", ""
    values: list[Any] = [member]
    if wanted.currency:
        currency, values = f" AND p.currency = {mark}", [*values, wanted.currency]
    if wanted.group in GROUPS:
        kinds = f" AND n.kind IN ({', '.join(map(repr, GROUPS[wanted.group]))})"
    found = MOVED.format(mark, kinds=kinds, currency=currency)
    if not kinds and not currency:
        found, values = f"{found} UNION ALL {BOUGHT.format(mark)}", [*values, member]
    before, place = "", _place(wanted.before)
    if place:
        before, values = f"WHERE (f.at, f.id) < ({mark}, {mark})", [*values, *place]
    return connection.rows(NEWEST.format(found=found, before=before, limit=limit), values)


def _place(before: str) -> tuple[int, str] | None:
    """Where a page begins; None for the first one, and for what no page gave."""
    at, _, id_ = before.partition(".")
    return (int(at), id_) if at.isascii() and at.isdigit() and len(at) < MICROS_LENGTH and id_ else None


def _parts(connection: Connection, member: str, ids: Sequence[str]) -> Mapping[str, tuple[Part, ...]]:
    """The entries of each event, in their order."""
    changes: dict[tuple[str, int, str, str, str], list[Change]] = defaultdict(list)
    for event, seq, kind, rule, reason, currency, points, spendable in _rows(connection, ENTRIES, member, ids):
        changes[event, seq, kind, rule, reason].append(Change(currency, int(points), int(spendable)))
    found: dict[str, list[Part]] = defaultdict(list)
    for (event, _, kind, rule, reason), moved in changes.items():
        found[event].append(Part(kind, rule, reason, tuple(moved)))
    return {event: tuple(parts) for event, parts in found.items()}


def _told(connection: Connection, member: str, ids: Sequence[str]) -> Mapping[str, Row]:
    return {row[0]: row for row in _rows(connection, EVENTS, member, ids)}


def _rows(connection: Connection, text: str, member: str, ids: Sequence[str]) -> Iterable[Row]:
    mark = MARKS[connection.kind]
    return connection.rows(text.format(mark, ids=", ".join([mark] * len(ids))), [member, *ids])


def _line(id_: str, at: int, row: Row | None, parts: tuple[Part, ...]) -> Line:
    if row is None:
        return Line(id_, instant(at), "", "", "", "", "", None, parts)
    _, type_, partner, version, facts, outcome, reward, giver = row
    return Line(id_, instant(at), type_, partner or giver, version, outcome, reward, _amount(type_, facts), parts)


def _amount(type_: str, facts: str) -> Decimal | None:
    """Money paid in a purchase."""
    if type_ != "transaction.completed" or not facts:
        return None
    amount: Any = plain_of(facts).get("event", {}).get("amount")
    return None if amount is None else Decimal(amount)

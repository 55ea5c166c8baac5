"""Purchases as their returns need them: facts, what is still held, the lots they opened and what lapsed of those."""


from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.state import MemberState, Purchase
from server.connection import MARKS, Connection
from server.ledger.apart import joined
from server.ledger.member import lots_of
from server.ledger.purchases import purchase_of
from server.ledger.reads import lots_column
from server.ledger.values import decision_of, facts_of

Key = tuple[str, str]

_KEPT = """
SELECT e.id, e.version, e.facts, e.outcome, coalesce(r.kept, e.kept), p.record, w.words
FROM claim c JOIN event e ON e.member_id = c.member_id AND e.id = c.event_id
LEFT JOIN purchase_remainder r ON r.member_id = e.member_id AND r.event_id = e.id
LEFT JOIN personal_fact w ON w.member_id = e.member_id AND w.event_id = e.id
LEFT JOIN past p ON p.member_id = e.member_id AND p.occurred_at = e.occurred_at AND p.event_id = e.id
WHERE c.partner = {0} AND c.reference = {0} AND e.kept <> ''"""

_LOTS = "SELECT {lots} FROM lot t WHERE t.member_id = {{0}} AND (t.event_id = {{0}} OR t.id IN ({{1}}))"

_LAPSED = """
SELECT d.lot_id, sum(d.points) FROM draw d
JOIN entry e ON e.member_id = d.member_id AND e.event_id = d.event_id AND e.seq = d.entry_seq
WHERE d.member_id = {0} AND d.lot_id IN ({1}) AND (e.kind = 'expiry' OR (e.kind = 'reversal' AND d.points < 0))
GROUP BY d.lot_id"""


def purchase_by(connection: Connection, key: Key) -> Purchase | None:
    """The purchase that a partner reported under a reference, None when none was processed."""
    rows = connection.rows(_KEPT.format(MARKS[connection.kind]), key)
    if not rows:
        return None
    event, version, facts, outcome, kept, past, words = rows[0]
    return purchase_of(kept, event, version, joined(facts_of(facts), words), decision_of(outcome), past)


def with_lots_of(connection: Connection, state: MemberState, purchase: Purchase) -> MemberState:
    """The member's books with every lot that a return of the purchase may touch, the empty ones too."""
    paid = [draw.lot for draw in purchase.paid.draws] if purchase.paid else []
    return with_lots(connection, state, paid, purchase.event)


def with_lots(connection: Connection, state: MemberState, lots: Sequence[str], event: str = "") -> MemberState:
    """The member's books with these lots, and those that an event opened, the empty ones too."""
    named = lots or [""]
    query = _LOTS.format(lots=lots_column(connection.kind))
    rows = connection.rows(_marked(query, connection.kind, named), [state.id, event, *named])
    found = {lot.id: lot for lot in lots_of(rows[0][0])}
    known = {lot.id for lot in state.lots}
    books = (*state.lots, *(lot for name, lot in found.items() if name not in known))
    return replace(state, lots=books, lapsed={**_lapsed(connection, state.id, sorted(found)), **state.lapsed})


def _lapsed(connection: Connection, member: str, lots: Sequence[str]) -> Mapping[str, int]:
    if not lots:
        return {}
    rows = connection.rows(_marked(_LAPSED, connection.kind, lots), [member, *lots])
    return {lot: int(points) for lot, points in rows if points}


def _marked(sql: str, kind: str, named: Sequence[str]) -> str:
    return sql.format(MARKS[kind], ", ".join([MARKS[kind]] * len(named)))

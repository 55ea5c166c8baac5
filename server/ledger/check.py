"""What must always hold of the ledger, each as its own small check in plain SQL.

Written from the ledger's specification, not from the writer: every check says which rows break it, in words; none if
all is well. They read one snapshot and change nothing. The chain of sealed blocks has its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rules.errors import Finding
from server.connection import POSTGRESQL, SQLITE, Connection
from server.db import db
from server.ledger.spent import budgets_differ
from server.models.placement import APPEND_ONLY

SHOWN = 5
"""How many rows of one broken check are named."""

ENTRIES_BALANCE = """
SELECT p.member_id || ' ' || p.event_id || '.' || p.entry_seq || ' leaves ' || sum(p.points) || ' ' || p.currency
FROM posting p GROUP BY p.member_id, p.event_id, p.entry_seq, p.currency HAVING sum(p.points) <> 0"""

POSTINGS_HAVE_ENTRIES = """
SELECT p.member_id || ' ' || p.event_id || '.' || p.entry_seq || ' has postings and no entry'
FROM posting p LEFT JOIN entry e ON e.member_id = p.member_id AND e.event_id = p.event_id AND e.seq = p.entry_seq
WHERE e.seq IS NULL"""

BALANCES_ARE_POSTINGS = """
WITH posted AS (
  SELECT member_id, currency, sum(CASE WHEN account = 'available' THEN points ELSE 0 END) AS available,
         sum(CASE WHEN account = 'pending' THEN points ELSE 0 END) AS pending,
         sum(CASE WHEN account = 'held' THEN points ELSE 0 END) AS held
  FROM posting WHERE account IN ('available', 'pending', 'held') GROUP BY member_id, currency),
named AS (SELECT member_id, currency FROM posted UNION SELECT member_id, currency FROM balance)
SELECT n.member_id || ' ' || n.currency || ' stands at '
       || coalesce(b.available, 0) || '/' || coalesce(b.pending, 0) || '/' || coalesce(b.held, 0)
       || ', its postings at '
       || coalesce(p.available, 0) || '/' || coalesce(p.pending, 0) || '/' || coalesce(p.held, 0)
FROM named n LEFT JOIN posted p ON p.member_id = n.member_id AND p.currency = n.currency
LEFT JOIN balance b ON b.member_id = n.member_id AND b.currency = n.currency
WHERE coalesce(b.available, 0) <> coalesce(p.available, 0) OR coalesce(b.pending, 0) <> coalesce(p.pending, 0)
   OR coalesce(b.held, 0) <> coalesce(p.held, 0)"""

BALANCES_ARE_LOTS = """
WITH standing AS (
  SELECT member_id, currency, sum(CASE WHEN pending THEN 0 ELSE points_left END) AS spendable,
         sum(CASE WHEN pending THEN points_left ELSE 0 END) AS pending
  FROM lot GROUP BY member_id, currency),
named AS (SELECT member_id, currency FROM standing UNION SELECT member_id, currency FROM balance)
SELECT n.member_id || ' ' || n.currency || ' stands at ' || coalesce(b.available, 0) || '/' || coalesce(b.pending, 0)
       || ', owes ' || coalesce(b.owed, 0) || ', its lots hold '
       || coalesce(s.spendable, 0) || '/' || coalesce(s.pending, 0)
FROM named n LEFT JOIN standing s ON s.member_id = n.member_id AND s.currency = n.currency
LEFT JOIN balance b ON b.member_id = n.member_id AND b.currency = n.currency
WHERE coalesce(b.available, 0) + coalesce(b.owed, 0) <> coalesce(s.spendable, 0)
   OR coalesce(b.pending, 0) <> coalesce(s.pending, 0)"""

DEBTS_ARE_REAL = """
SELECT member_id || ' owes ' || owed || ' ' || currency || ' and has ' || (available + owed)
FROM balance WHERE owed < 0 OR (owed > 0 AND available + owed > 0)"""

LOTS_ARE_DRAWS = """
SELECT t.id || ' holds ' || t.points_left || ' of ' || t.points_accrued || ', ' || coalesce(d.points, 0)
       || ' were drawn'
FROM lot t LEFT JOIN (SELECT member_id, lot_id, sum(points) AS points FROM draw GROUP BY member_id, lot_id) d
ON d.member_id = t.member_id AND d.lot_id = t.id
WHERE t.points_left <> t.points_accrued - coalesce(d.points, 0) OR t.points_left < 0
   OR t.points_left > t.points_accrued"""

DRAWS_HAVE_LOTS = """
SELECT d.event_id || '.' || d.entry_seq || ' draws ' || d.points || ' from ' || d.lot_id || ', which does not exist'
FROM draw d LEFT JOIN lot t ON t.member_id = d.member_id AND t.id = d.lot_id WHERE t.id IS NULL"""

LOTS_HAVE_ENTRIES = """
WITH opened AS MATERIALIZED (SELECT member_id, event_id || '.' || seq AS id FROM entry)
SELECT t.id || ' was opened by no entry' FROM lot t
LEFT JOIN opened o ON o.member_id = t.member_id AND o.id = coalesce(nullif(t.entry_id, ''), t.id)
WHERE o.id IS NULL"""

SPENDS_NAME_THEIR_LOTS = """
SELECT e.event_id || '.' || e.seq || ' takes ' || p.points || ' and draws ' || coalesce(d.points, 0)
FROM entry e JOIN (
  SELECT member_id, event_id, entry_seq, sum(points) AS points FROM posting WHERE points > 0
  GROUP BY member_id, event_id, entry_seq) p
ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
LEFT JOIN (SELECT member_id, event_id, entry_seq, sum(points) AS points FROM draw
           GROUP BY member_id, event_id, entry_seq) d
ON d.member_id = e.member_id AND d.event_id = e.event_id AND d.entry_seq = e.seq
WHERE e.kind IN ('burn', 'hold') AND p.points <> coalesce(d.points, 0)"""

REFUNDS_NAME_THEIR_BURN = """
WITH spent AS MATERIALIZED (
  SELECT e.member_id, e.event_id || '.' || e.seq AS id, sum(p.points) AS points
  FROM entry e JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
  WHERE e.kind IN ('burn', 'capture') AND p.points > 0 GROUP BY e.member_id, e.event_id, e.seq),
back AS (
  SELECT e.member_id, e.negates, -sum(p.points) AS points
  FROM entry e JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
  WHERE e.kind = 'refund' AND p.points < 0 GROUP BY e.member_id, e.negates)
SELECT b.points || ' refunded for ' || coalesce(nullif(b.negates, ''), 'nothing') || ', which took '
       || coalesce(s.points, 0)
FROM back b LEFT JOIN spent s ON s.member_id = b.member_id AND s.id = b.negates
WHERE b.points > coalesce(s.points, 0)"""

HOLDS_ARE_RESERVED = """
WITH closed AS MATERIALIZED (
  SELECT DISTINCT member_id, negates AS id FROM entry WHERE kind IN ('capture', 'release') AND negates <> ''),
open AS (
  SELECT e.member_id, p.currency, sum(p.points) AS points
  FROM entry e JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
  LEFT JOIN closed c ON c.member_id = e.member_id AND c.id = e.event_id || '.' || e.seq
  WHERE e.kind = 'hold' AND p.account = 'held' AND c.id IS NULL GROUP BY e.member_id, p.currency)
SELECT b.member_id || ' has ' || b.held || ' ' || b.currency || ' held, its open holds reserve '
       || coalesce(o.points, 0)
FROM balance b LEFT JOIN open o ON o.member_id = b.member_id AND o.currency = b.currency
WHERE b.held <> coalesce(o.points, 0)"""

CLAIMS_HAVE_ONE_EFFECT = """
SELECT c.partner || ' ' || c.reference || ' is claimed and has no event' FROM claim c
LEFT JOIN event e ON e.member_id = c.member_id AND e.id = c.event_id
LEFT JOIN waiting w ON w.partner = c.partner AND w.reference = c.reference
WHERE e.id IS NULL AND w.reference IS NULL"""

EVENTS_ARE_CLAIMED = """
SELECT e.partner || ' ' || e.reference || ' has event ' || e.id || ', which is not the one of its claim' FROM event e
LEFT JOIN claim c ON c.partner = e.partner AND c.reference = e.reference AND c.event_id = e.id
WHERE c.event_id IS NULL"""

ENTRIES_HAVE_REASONS = """
WITH shared AS MATERIALIZED (SELECT id, ' ' || others || ' ' AS others, version, person FROM event WHERE others <> ''),
caused AS (
  SELECT e.event_id || '.' || e.seq AS id, e.kind, e.rule, e.member_id,
         coalesce(v.id, s.id) AS event_id, coalesce(nullif(e.person, ''), v.person, s.person) AS person,
         coalesce(nullif(e.version, ''), v.version, s.version) AS version
  FROM entry e LEFT JOIN event v ON v.member_id = e.member_id AND v.id = e.event_id
  LEFT JOIN shared s ON s.id = e.event_id AND s.others LIKE '% ' || e.member_id || ' %')
SELECT c.id || ' of ' || c.member_id || CASE WHEN c.event_id IS NULL THEN ' belongs to no event'
       ELSE ' names neither a person nor a published version' END
FROM caused c LEFT JOIN programme_version p ON p.hash = c.version
WHERE c.event_id IS NULL OR (c.person = '' AND p.hash IS NULL)"""

CHECKS = {
    "entry_unbalanced": ENTRIES_BALANCE,
    "posting_without_entry": POSTINGS_HAVE_ENTRIES,
    "balance_differs": BALANCES_ARE_POSTINGS,
    "lots_differ": BALANCES_ARE_LOTS,
    "debt_wrong": DEBTS_ARE_REAL,
    "lot_wrong": LOTS_ARE_DRAWS,
    "draw_without_lot": DRAWS_HAVE_LOTS,
    "lot_without_entry": LOTS_HAVE_ENTRIES,
    "spend_without_lots": SPENDS_NAME_THEIR_LOTS,
    "refund_without_burn": REFUNDS_NAME_THEIR_BURN,
    "hold_wrong": HOLDS_ARE_RESERVED,
    "claim_without_event": CLAIMS_HAVE_ONE_EFFECT,
    "event_without_claim": EVENTS_ARE_CLAIMED,
    "entry_without_reason": ENTRIES_HAVE_REASONS,
}
"""Code → the query that names, in words, what breaks it."""

PLAN_FREELY = """
SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on;
SET LOCAL statement_timeout = 0"""
"""Whole tables are joined here, also over a connection that is set for look-ups by key."""
TRIGGERS = {
    SQLITE: "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    POSTGRESQL: "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def check(connection: Connection) -> Iterator[Finding]:
    """Every broken invariant, in order; the caller holds one snapshot (``server.db.reading``)."""
    if connection.kind == POSTGRESQL:
        connection.run(PLAN_FREELY)
    for code, query in CHECKS.items():
        for (sentence,) in connection.rows(f"{query} LIMIT {SHOWN}"):
            yield Finding(code, sentence)
    for more in MORE:
        yield from more(connection)


def guards_stand(connection: Connection) -> Iterator[Finding]:
    """4. The triggers that refuse a change of what is recorded are all there."""
    standing = {name for (name,) in connection.rows(TRIGGERS[connection.kind])}
    guarded = [table.name for table in db.metadata.sorted_tables if table.info[APPEND_ONLY]]
    ends = ("no_update", "no_delete") if connection.kind == SQLITE else ("append_only", "not_emptied")
    for name in (f"{table}_{end}" for table in guarded for end in ends):
        if name not in standing:
            yield Finding("guard_missing", f"the trigger {name} does not stand")


MORE: tuple[Callable[[Connection], Iterator[Finding]], ...] = (budgets_differ, guards_stand)

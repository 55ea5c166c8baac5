"""What budgets have spent, summed from the decisions themselves: a check of the counters that guard them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from rules.errors import Finding
from server.connection import Connection

RETURNS = ("transaction.returned", "transaction.voided")
DECISIONS = """
SELECT e.type, e.outcome, e.kept, coalesce(r.kept, '') FROM event e
LEFT JOIN purchase_remainder r ON r.member_id = e.member_id AND r.event_id = e.id
WHERE e.outcome LIKE '%"spent_budgets"%' OR r.kept LIKE '%"budgets"%'"""
BUDGETS = """
SELECT b.code, b.points_total + b.points_over,
       b.points_left + coalesce((SELECT sum(t.points_left) FROM tranche t WHERE t.code = b.code), 0)
FROM budget b WHERE b.kind = 'campaign'"""


def budgets_differ(connection: Connection) -> Iterator[Finding]:
    """8. What a campaign's budget lacks is what decisions gave out of it, less what returns brought back.

    Of a budget that was cut below what it had already given, what went beyond counts too.
    """
    given = _given(connection)
    for code, total, left in connection.rows(BUDGETS):
        spent = given.get(code, 0)
        if total - left != spent:
            yield Finding("budget_differs", f"{code} lacks {total - left} of {total}, decisions gave {spent}")


def _given(connection: Connection) -> Counter[str]:
    """Points that decisions gave, by campaign, as they stand after returns."""
    given: Counter[str] = Counter()
    for kind, outcome, kept, remaining in connection.rows(DECISIONS):
        if kept and remaining:
            given.update(msgspec.json.decode(remaining).get("budgets") or {})
        elif kept or kind not in RETURNS:
            given.update(msgspec.json.decode(outcome).get("spent_budgets", {}))
    return given

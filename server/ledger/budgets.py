"""Budgets that many writers want at once: exact to the last point, and no queue for the one row.

On SQLite the transaction is alone and reads what is left. On PostgreSQL each writer keeps a purse: a tranche of each
budget in a row of its own, charged in its own transactions, so that writers do not wait for each other's commits.
A tranche is a small part of what is left; near the end there are no new ones, and the row itself is charged,
guarded so that it never gives more than it has. A plan that met the end of a tranche, and not of the budget, is
refused (``BudgetGone``) and made anew with ``exact``: then every tranche is called back under the row's lock, and
the last point is given and none beyond. Nothing is kept in memory that the rows do not say: a writer that dies
leaves a tranche that the next exact one calls back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from rules.state import Plan
from server.columns import micros
from server.connection import SQLITE, Connection
from server.ledger.post import BudgetGone
from server.ledger.posted import Charges
from server.models import Tranche

PARTS = 32
"""A new tranche is this part of what is left; with up to as many writers most of a budget stays in its row."""
GRANTS = 4
"""A tranche smaller than this many of the largest grants is not worth having."""
FIRST_GRANT = 50
"""What a grant is taken for before there was one."""
LEASE = timedelta(hours=1)

LEFT = "SELECT code, points_left FROM budget WHERE code IN ({marks})"
LOOK = """
SELECT b.code, b.points_left, coalesce(t.points_left, 0),
       coalesce((SELECT sum(o.points_left) FROM tranche o WHERE o.code = b.code AND o.owner <> %s), 0)
FROM budget b LEFT JOIN tranche t ON t.code = b.code AND t.owner = %s WHERE b.code = ANY(CAST(%s AS text[]))"""
LOCK = "SELECT code, points_left FROM budget WHERE code = ANY(CAST(%s AS text[])) ORDER BY code FOR UPDATE"
CALL_BACK = """
WITH back AS (DELETE FROM tranche WHERE code = ANY(CAST(%s AS text[])) RETURNING code, points_left),
sums AS (SELECT code, sum(points_left) AS points FROM back GROUP BY code)
UPDATE budget b SET points_left = b.points_left + s.points FROM sums s WHERE b.code = s.code
RETURNING b.code, b.points_left"""
RESERVE = """
WITH found AS (
  SELECT code, points_left / %s AS part FROM budget WHERE code = %s AND points_left / %s >= %s FOR UPDATE SKIP LOCKED),
taken AS (UPDATE budget b SET points_left = b.points_left - f.part FROM found f WHERE b.code = f.code RETURNING f.part)
INSERT INTO tranche (code, owner, points_left, lease_until) SELECT %s, %s, part, %s FROM taken
ON CONFLICT (code, owner) DO UPDATE
SET points_left = tranche.points_left + excluded.points_left, lease_until = excluded.lease_until
RETURNING points_left"""
HELD = "SELECT DISTINCT code FROM tranche WHERE owner = %s OR lease_until < %s"
RETURN = """
WITH back AS (DELETE FROM tranche WHERE owner = %s OR lease_until < %s RETURNING code, points_left),
sums AS (SELECT code, sum(points_left) AS points FROM back GROUP BY code)
UPDATE budget b SET points_left = b.points_left + s.points FROM sums s WHERE b.code = s.code"""


@dataclass(slots=True)
class Purse:
    """One writer, by a name nobody else has, and the largest grant it has made out of each budget."""

    owner: str
    largest: dict[str, int] = field(default_factory=dict)

    def grant_of(self, code: str) -> int:
        """What a grant out of this budget may be expected to take."""
        return self.largest.get(code, FIRST_GRANT)


@dataclass(slots=True)
class _Offer:
    """Points one transaction may give out of a budget: from its tranche or the row; all there are, or not."""

    left: int
    from_tranche: bool
    is_all: bool


class Budgets:
    """What budgets offer to one transaction: read once, lowered by each of its plans."""

    def __init__(self, connection: Connection, purse: Purse, now: datetime, *, exact: bool) -> None:
        self._connection, self._purse, self._now = connection, purse, now
        self._exact = exact
        self._offers: dict[str, _Offer] = {}

    def read(self, codes: Collection[str]) -> dict[str, int]:
        """Points that each of these budgets may still give; codes without a budget are left out."""
        new = sorted(set(codes) - self._offers.keys())
        if new and self._connection.kind == SQLITE:
            self._offers.update(_alone(self._connection, new))
        elif new:
            self._offers.update(_all_of(self._connection, new) if self._exact else self._shares(new))
        return {code: self._offers[code].left for code in sorted(codes) if code in self._offers}

    def spend(self, plan: Plan) -> None:
        """Lower what is left by what a plan takes, and raise it by what it gives back.

        Raises ``BudgetGone`` when the plan met the end of a tranche that is not the end of the budget.
        """
        for code, points in plan.budgets.items():
            self._purse.largest[code] = max(points, self._purse.largest.get(code, 0))
        for code, offer in self._offers.items():
            points = plan.budgets.get(code, 0)
            if not offer.is_all and (points >= offer.left or _refused(plan, code)):
                raise BudgetGone("tranche", points, offer.left)
            offer.left -= points

    @property
    def charges(self) -> Charges:
        """Which budgets the writer has to charge to the purse."""
        return Charges(self._purse.owner, frozenset(code for code, offer in self._offers.items() if offer.from_tranche))

    def _shares(self, codes: list[str]) -> Iterable[tuple[str, _Offer]]:
        owner = self._purse.owner
        for code, left, own, others in self._connection.rows(LOOK, (owner, owner, codes)):
            grant = self._purse.grant_of(code)
            if own < GRANTS * grant <= left // PARTS:
                own = self._reserved(code, GRANTS * grant) or own
            if own >= grant:
                yield code, _Offer(own, from_tranche=True, is_all=False)
            else:
                yield code, _Offer(left, from_tranche=False, is_all=not own and not others)

    def _reserved(self, code: str, least: int) -> int:
        """The purse's tranche after another part was put into it; 0 when somebody else is at the row."""
        lease = micros(self._now + LEASE)
        rows = self._connection.rows(RESERVE, (PARTS, code, PARTS, least, code, self._purse.owner, lease))
        return int(rows[0][0]) if rows else 0


def _alone(connection: Connection, codes: list[str]) -> dict[str, _Offer]:
    rows = connection.rows(LEFT.format(marks=", ".join("?" * len(codes))), codes)
    return {code: _Offer(left, from_tranche=False, is_all=True) for code, left in rows}


def _all_of(connection: Connection, codes: list[str]) -> dict[str, _Offer]:
    """Everything that is left of the budgets, their rows locked and every tranche called back."""
    left: dict[str, int] = dict(connection.rows(LOCK, (codes,)))
    left.update(connection.rows(CALL_BACK, (codes,)))
    return {code: _Offer(int(points), from_tranche=False, is_all=True) for code, points in left.items()}


def _refused(plan: Plan, code: str) -> bool:
    """Whether a campaign could not pay for want of its budget."""
    return any(refusal.why == "budget_gone" and refusal.rule == f"campaign:{code}" for refusal in plan.refusals)


def give_back(connection: Connection, purse: Purse, now: datetime) -> None:
    """Put the purse's tranches back, and those whose lease ran out; when a writer stops, and now and then."""
    if connection.kind == SQLITE:
        return
    mine = (purse.owner, micros(now))
    connection.rows(LOCK, ([code for (code,) in connection.rows(HELD, mine)],))
    connection.run(RETURN, mine)


def call_back(session: Session, code: str) -> int:
    """Take every tranche of a budget away from its writers; the points in them. The caller holds the budget's lock."""
    return sum(session.scalars(delete(Tranche).where(Tranche.code == code).returning(Tranche.points_left)))

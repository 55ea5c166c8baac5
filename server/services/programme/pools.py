"""Shared pools as budgets: what a pool that may not be overdrawn still holds stands in a row of its own.

The row follows the pool's account: injections raise it here, bonuses lower it where any budget is lowered. A pool
that may be overdrawn has no row, and nothing limits it.
"""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from rules.entries import pool as pool_account
from rules.programme import Pool, Programme
from server.connection import MARKS, Connection
from server.ledger.budgets import call_back
from server.models import Budget, Posting

PAY_IN = "UPDATE budget SET points_total = points_total + {0}, points_left = points_left + {0} WHERE code = {0}"


def pay_in(connection: Connection, pool: str, points: int) -> None:
    """Raise what a pool holds by an injection, in the transaction that posts it."""
    if points:
        connection.run(PAY_IN.format(MARKS[connection.kind]), (points, points, pool_account(pool)))


def open_pools(session: Session, programme: Programme) -> None:
    """Give every pool that may not be overdrawn its row, and take the rows of others away. The caller commits."""
    for pool in programme.pools:
        held = session.get(Budget, pool_account(pool.code), with_for_update=True)
        if held is not None and pool.overdraft:
            call_back(session, held.code)
            session.delete(held)
        elif held is None and not pool.overdraft:
            session.add(_row(session, pool))


def _row(session: Session, pool: Pool) -> Budget:
    """A row that holds what the pool's account does; writers wait, so that it misses nothing."""
    account = pool_account(pool.code)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE posting IN SHARE MODE"))
    points = session.scalar(select(func.coalesce(func.sum(Posting.points), 0)).where(Posting.account == account))
    left = max(int(points or 0), 0)
    return Budget(code=account, kind="pool", points_total=left, points_left=left)

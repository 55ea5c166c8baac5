"""Until when a hold stands: a row beside the hold's entry, written in the same commit; the worker lets it lapse."""

from __future__ import annotations

from datetime import timedelta

from rules.books.refund import spender_leg
from rules.state import Plan
from server.columns import micros
from server.connection import MARKS
from server.services.points.desk import Books

STANDS = timedelta(days=7)
"""A hold that is neither captured nor released by then lapses: its points go back."""
OPEN = """
INSERT INTO hold (member_id, id, currency, points, status, entry_id, expires_at)
VALUES ({0}, {0}, {0}, {0}, 'open', {0}, {0})"""
CLOSE = "UPDATE hold SET status = {0} WHERE member_id = {0} AND id = {0} AND status = 'open'"


def opened(books: Books, plan: Plan) -> Plan:
    """The plan of a hold, whose end is noted."""
    entry = plan.entries[0]
    _, currency, points = spender_leg(entry)
    books.connection.run(OPEN.format(MARKS[books.connection.kind]), (
        books.state.id, entry.id, currency, points, entry.id, micros(books.at + STANDS)))
    return plan


def closed(books: Books, plan: Plan, hold: str, status: str) -> Plan:
    """The plan that captures or releases a hold, which therefore does not lapse."""
    books.connection.run(CLOSE.format(MARKS[books.connection.kind]), (status, books.state.id, hold))
    return plan

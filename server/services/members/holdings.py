"""What one member has, for staff: numbers at partners, balances, and open lots; one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.connection import MARKS, Connection, Row

HOLDINGS = """
SELECT 'number' AS kind, partner AS code, number AS word, 0 AS a, 0 AS b, 0 AS c, 0 AS d, NULL AS until_on,
       NULL AS from_on
FROM identity WHERE member_id = {0} AND (partner = {0} OR {0} = '')
UNION ALL
SELECT 'balance', currency, '', available, pending, held, owed, NULL, NULL FROM balance WHERE member_id = {0}
UNION ALL
SELECT * FROM (
  SELECT 'lot' AS kind, currency, id, points_accrued, points_left, CASE WHEN pending THEN 1 ELSE 0 END AS c, 0 AS d,
         expires_on, available_on
  FROM lot WHERE member_id = {0} AND points_left > 0 ORDER BY expires_on IS NULL, expires_on, id LIMIT {0}) AS open
ORDER BY 1, 8 NULLS LAST, 2, 3"""


@dataclass(frozen=True, slots=True)
class Number:
    """How a partner knows the member."""

    partner: str
    number: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Points of one currency by account, and what is owed."""

    currency: str
    available: int
    pending: int
    held: int
    owed: int


@dataclass(frozen=True, slots=True)
class OpenLot:
    """Points of one accrual of which some are left; pending ones can be spent from ``available_on``."""

    currency: str
    points_accrued: int
    points_left: int
    pending: bool
    expires_on: date | None
    available_on: date | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """All of them; the lots that expire first come first."""

    numbers: tuple[Number, ...]
    balances: tuple[Balance, ...]
    lots: tuple[OpenLot, ...]


def holdings_of(connection: Connection, member: str, *, partner: str = "", most_lots: int = 50) -> Holdings:
    """What a member has; with ``partner`` only the numbers at that partner."""
    rows = connection.rows(HOLDINGS.format(MARKS[connection.kind]),
                           (member, partner, partner, member, member, most_lots))
    return Holdings(tuple(Number(*row[1:3]) for row in rows if row[0] == "number"),
                    tuple(Balance(row[1], *row[3:7]) for row in rows if row[0] == "balance"),
                    tuple(_lot(row) for row in rows if row[0] == "lot"))


def _lot(row: Row) -> OpenLot:
    _, currency, _, accrued, left, pending, _, until, since = row
    return OpenLot(currency, accrued, left, bool(pending), _day(until), _day(since))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

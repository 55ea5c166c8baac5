"""Redemptions as values: read from their rows, written under the member's lock, and told as plain data."""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from rules.books.redeem import Redeemed
from rules.errors import PointsError
from rules.facts import Use
from server.columns import instant, micros
from server.connection import MARKS, Connection, Row
from server.ledger.texts import text
from server.models.reward import STATUSES

COLUMNS = ("member_id", "id", "partner", "asked_by", "reward", "kind", "quantity", "quantity_back", "currency",
           "points", "entry_id", "version", "uses", "status", "tracking", "why", "created_at", "changed_at")
INSERT = f"INSERT INTO redemption ({', '.join(COLUMNS)}) VALUES ({', '.join(['{0}'] * len(COLUMNS))})"
CHANGE = """
UPDATE redemption SET status = {0}, quantity_back = {0}, tracking = {0}, why = {0}, changed_at = {0}
WHERE member_id = {0} AND id = {0}"""
SELECT = f"SELECT {', '.join(COLUMNS)} FROM redemption"

NEWEST = f"""
SELECT * FROM ({SELECT} WHERE {{role}} = {{mark}} AND status = {{mark}} AND id < {{mark}}
ORDER BY id DESC LIMIT {{mark}}) AS of_one"""
LAST = "~"
"""Sorts after every id."""


class UnknownRedemption(PointsError):
    """There is no redemption of this id, or it is somebody else's."""

    code = "redemption_unknown"

    def __init__(self, redemption: str) -> None:
        self.redemption = redemption
        super().__init__(f"there is no redemption {redemption}")


@dataclass(frozen=True, slots=True)
class Redemption:
    """One row: ``back`` pieces were given back, ``entry`` is the burn, ``uses`` what it counted on."""

    member: str
    id: str
    partner: str
    asked_by: str
    reward: str
    kind: str
    quantity: int
    back: int
    currency: str
    points: int
    entry: str
    version: str
    uses: tuple[Use, ...]
    status: str
    tracking: str
    why: str
    created_at: datetime
    changed_at: datetime

    @property
    def redeemed(self) -> Redeemed:
        """What the rules need to give it back."""
        return Redeemed(self.reward, self.kind, self.quantity, self.uses)

    @property
    def left(self) -> int:
        """Pieces that were not given back."""
        return self.quantity - self.back


def insert(connection: Connection, row: Redemption) -> None:
    """Write a new one."""
    uses = text([[use.campaign, use.cap, use.member, use.period] for use in row.uses])
    connection.run(INSERT.format(MARKS[connection.kind]), (
        row.member, row.id, row.partner, row.asked_by, row.reward, row.kind, row.quantity, row.back, row.currency,
        row.points, row.entry, row.version, uses, row.status, row.tracking, row.why, micros(row.created_at),
        micros(row.changed_at)))


def change(connection: Connection, row: Redemption) -> None:
    """Write what became of it."""
    connection.run(CHANGE.format(MARKS[connection.kind]), (
        row.status, row.back, row.tracking, row.why, micros(row.changed_at), row.member, row.id))


def redemption_named(connection: Connection, redemption: str) -> Redemption:
    """The redemption of this id. Raises ``UnknownRedemption``."""
    found = redemptions_where(connection, "id = {0}", (redemption,))
    if not found:
        raise UnknownRedemption(redemption)
    return found[0]


def redemptions_of(connection: Connection, member: str, *, before: str = "", limit: int = 100) -> list[Redemption]:
    """A member's redemptions, newest first; with ``before`` only those older than that id."""
    if before:
        return redemptions_where(connection, "member_id = {0} AND id < {0} ORDER BY id DESC LIMIT {0}",
                                 (member, before, limit))
    return redemptions_where(connection, "member_id = {0} ORDER BY id DESC LIMIT {0}", (member, limit))


def redemptions_at(connection: Connection, partner: str, *, status: str = "", before: str = LAST,
                   limit: int = 100) -> list[Redemption]:
    """What a partner asked for, or gives itself, newest first; each role and status by its own index."""
    wanted = [(role, each) for role in ("partner", "asked_by") for each in ((status,) if status else STATUSES)]
    parts = [NEWEST.format(role=role, mark=MARKS[connection.kind]) for role, _ in wanted]
    values = [value for _, each in wanted for value in (partner, each, before, limit)]
    rows = connection.rows(f"{' UNION '.join(parts)} ORDER BY 2 DESC LIMIT {MARKS[connection.kind]}", (*values, limit))
    return [_redemption(row) for row in rows]


def redemptions_where(connection: Connection, where: str, values: Sequence[object]) -> list[Redemption]:
    """Redemptions by any condition, ``{0}`` standing for each of the values in turn."""
    return [_redemption(row) for row in
            connection.rows(f"{SELECT} WHERE {where}".format(MARKS[connection.kind]), values)]


def _redemption(row: Row) -> Redemption:
    uses = tuple(Use(*each) for each in msgspec.json.decode(row[12]))
    return Redemption(*row[:12], uses, *row[13:16], instant(row[16]), instant(row[17]))


def told_redemption(row: Redemption) -> dict[str, Any]:
    """A redemption for whoever may see it, without who the member is."""
    return {
        "id": row.id, "reward": row.reward, "kind": row.kind, "partner": row.partner, "quantity": row.quantity,
        "quantity_back": row.back, "currency": row.currency, "points": row.points, "status": row.status,
        "tracking": row.tracking, "why": row.why, "created_at": row.created_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
    }

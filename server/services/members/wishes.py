"""What a member wants to be written about: nothing until it says so on its page, and no longer than it wants."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine

from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.db import writing

POINTS, TIER, BIRTHDAY = "points", "tier", "birthday"
KINDS = (POINTS, TIER, BIRTHDAY)
"""Points that are about to lapse; a tier that was reached, lost, or is about to be; the birthday."""
WISHES = "SELECT kind FROM notice_wish WHERE member_id = {0} ORDER BY kind"
FORGET = "DELETE FROM notice_wish WHERE member_id = {0} AND kind = {0}"
WISH = """
INSERT INTO notice_wish (member_id, kind, locale, said_at) VALUES ({0}, {0}, {0}, {0})
ON CONFLICT (member_id, kind) DO UPDATE SET locale = excluded.locale"""


def wishes_of(connection: Connection, member: str) -> frozenset[str]:
    """Kinds of notices that the member wants."""
    return frozenset(kind for (kind,) in connection.rows(WISHES.format(MARKS[connection.kind]), (member,)))


def wish(engine: Engine, member: str, wanted: Collection[str], locale: str) -> None:
    """From now on these kinds and no others, in this language."""
    with writing(engine) as connection:
        mark = MARKS[connection.kind]
        connection.run_many(FORGET.format(mark), [(member, kind) for kind in KINDS if kind not in wanted])
        connection.run_many(WISH.format(mark), [(member, kind, locale, micros(now()))
                                                for kind in KINDS if kind in wanted])

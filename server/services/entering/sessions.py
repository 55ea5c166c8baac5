"""Browsers in which members are signed in: let in by a link, listed, and ended by the member.

A cookie holds a secret, the database its hash. A session ends on its day whether it is used or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from server import dice
from server.clock import now
from server.columns import instant, micros
from server.connection import MARKS, Connection
from server.db import reading, writing
from server.ids import new_id
from server.services.entering.links import fingerprint, redeem

SEEN_EVERY = timedelta(hours=1)
"""A session's last use is written down so often; a page more does not write."""
DEVICE_LENGTH = 120
INSERT = """
INSERT INTO member_session (hash, id, member_id, device, created_at, seen_at, expires_at)
VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0})"""
FIND = "SELECT member_id, id, seen_at FROM member_session WHERE hash = {0} AND expires_at > {0}"
LIST = """
SELECT id, device, created_at, seen_at, expires_at FROM member_session WHERE member_id = {0} AND expires_at > {0}
ORDER BY seen_at DESC, id DESC"""
SEEN = "UPDATE member_session SET seen_at = {0} WHERE hash = {0}"
END = "DELETE FROM member_session WHERE member_id = {0} AND id = {0}"
END_OTHERS = "DELETE FROM member_session WHERE member_id = {0} AND id <> {0}"
FORGET = "DELETE FROM member_session WHERE expires_at < {0}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a cookie belongs to; ``stale`` says that its last use is to be written down."""

    member: str
    session: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Browser:
    """One session on the member's own list."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def enter(engine: Engine, secret_key: str, token: str, *, device: str, lasts: timedelta) -> str:
    """Use a link up and open a session: the cookie's secret. Raises ``LinkSpent``, and then nothing is used up."""
    at, secret = now(), dice.secret().hex()
    with writing(engine) as connection:
        member = redeem(connection, secret_key, token, at)
        connection.run(INSERT.format(MARKS[connection.kind]), (
            fingerprint(secret), new_id(), member, device[:DEVICE_LENGTH], micros(at), micros(at), micros(at + lasts)))
    return secret


def who(connection: Connection, secret: str) -> SignedIn | None:
    """Who is signed in with this cookie; None for one that ended or never was."""
    at = now()
    rows = connection.rows(FIND.format(MARKS[connection.kind]), (fingerprint(secret), micros(at)))
    if not rows:
        return None
    member, session, seen_at = rows[0]
    return SignedIn(member, session, at - instant(seen_at) >= SEEN_EVERY)


def note_use(engine: Engine, secret: str) -> None:
    """Write down that a session is in use."""
    with writing(engine) as connection:
        connection.run(SEEN.format(MARKS[connection.kind]), (micros(now()), fingerprint(secret)))


def browsers(engine: Engine, member: str) -> list[Browser]:
    """Where a member is signed in, last used first."""
    with reading(engine) as connection:
        rows = connection.rows(LIST.format(MARKS[connection.kind]), (member, micros(now())))
    return [Browser(id_, device, *map(instant, times)) for id_, device, *times in rows]


def end(engine: Engine, member: str, session: str) -> bool:
    """End one session of this member; False when the member has no such session."""
    with writing(engine) as connection:
        return connection.run(END.format(MARKS[connection.kind]), (member, session)) == 1


def end_others(engine: Engine, member: str, kept: str) -> int:
    """End every session of this member but one; how many."""
    with writing(engine) as connection:
        return connection.run(END_OTHERS.format(MARKS[connection.kind]), (member, kept))


def forget_sessions(connection: Connection, before: datetime) -> int:
    """Delete sessions that ended before an instant; how many."""
    return connection.run(FORGET.format(MARKS[connection.kind]), (micros(before),))

"""Links that let a member in: signed, good for ten minutes and for one use.

A token is random and signed, so that made-up ones are refused without asking the database; only its hash is kept. The
caller brings the connection, so that using a link up and what it is used for are one commit.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from itsdangerous import BadSignature, Signer

from rules.errors import PointsError
from server import dice
from server.columns import micros
from server.connection import MARKS, Connection

GOOD_FOR = timedelta(minutes=10)
MOST_OPEN = 3
"""So many links of one member may be open at a time when nobody vouches for who asks."""
INSERT = """
INSERT INTO member_link (hash, member_id, issued_by, issued_at, expires_at) VALUES ({0}, {0}, {0}, {0}, {0})"""
REDEEM = """
UPDATE member_link SET used_at = {0} WHERE hash = {0} AND used_at IS NULL AND expires_at > {0} RETURNING member_id"""
OPEN = "SELECT count(*) FROM member_link WHERE member_id = {0} AND used_at IS NULL AND expires_at > {0}"
FORGET = "DELETE FROM member_link WHERE expires_at < {0}"


class LinkSpent(PointsError):
    """A link that was used, is too old, or was never issued; which of them is not told."""

    code = "link_spent"

    def __init__(self) -> None:
        super().__init__("this link was used before, or is too old")


def issue(connection: Connection, secret_key: str, member: str, at: datetime, *, issued_by: str = "",
          name: str = "") -> str:
    """A token that lets ``member`` in once until ``GOOD_FOR`` has passed; ``issued_by`` is the partner that asked.

    One with a ``name`` of its own can be told again (``token_named``) without being kept.
    """
    token = token_named(secret_key, name or dice.secret().hex())
    connection.run(INSERT.format(MARKS[connection.kind]), (
        fingerprint(token), member, issued_by, micros(at), micros(at + GOOD_FOR)))
    return token


def redeem(connection: Connection, secret_key: str, token: str, at: datetime) -> str:
    """The member of a token, which is used up by this. Raises ``LinkSpent``."""
    if not is_signed(secret_key, token):
        raise LinkSpent
    moment = micros(at)
    rows = connection.rows(REDEEM.format(MARKS[connection.kind]), (moment, fingerprint(token), moment))
    if not rows:
        raise LinkSpent
    return str(rows[0][0])


def token_named(secret_key: str, name: str) -> str:
    """The token that is made of a name; nobody makes it without the secret key."""
    return signer(secret_key).sign(name).decode()


def is_signed(secret_key: str, token: str) -> bool:
    """Whether this installation made the token; whether it is still good is not asked."""
    try:
        signer(secret_key).unsign(token)
    except BadSignature:
        return False
    return True


def open_links(connection: Connection, member: str, at: datetime) -> int:
    """How many links of a member could still be used."""
    return int(connection.rows(OPEN.format(MARKS[connection.kind]), (member, micros(at)))[0][0])


def forget_links(connection: Connection, before: datetime) -> int:
    """Delete links that ended before an instant; how many."""
    return connection.run(FORGET.format(MARKS[connection.kind]), (micros(before),))


def fingerprint(secret: str) -> str:
    """SHA-256 in hexadecimal: what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def signer(secret_key: str) -> Signer:
    """Signs tokens of links, and nothing else."""
    return Signer(secret_key, salt="tandem.link", digest_method=hashlib.sha256)

"""Bearer keys of partners: made here, shown once, kept as a hash, changed over with an overlap."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from rules.gather import UnknownPartner
from server import dice
from server.clock import now
from server.columns import micros
from server.connection import MARKS
from server.db import reading
from server.ids import new_id
from server.models import Partner, PartnerKey

OVERLAP = timedelta(days=1)
BEGINNING = "tandem_"
SHOWN = 12
HOLDER = """
SELECT p.code FROM bearer_key k JOIN partner p ON p.code = k.partner
WHERE k.hash = {0} AND p.active AND (k.valid_until IS NULL OR k.valid_until > {0})"""


def issue_key(session: Session, partner: str, overlap: timedelta = OVERLAP) -> str:
    """Make a key valid from now on, and let the earlier ones live for ``overlap``. The caller commits.

    Returns the key: the only time that it is shown. Raises ``UnknownPartner``.
    """
    at = now()
    if session.get(Partner, partner) is None:
        raise UnknownPartner(partner)
    for earlier in session.scalars(select(PartnerKey).where(PartnerKey.partner == partner, or_(
            PartnerKey.valid_until.is_(None), PartnerKey.valid_until > at + overlap))):
        earlier.valid_until = at + overlap
    key = BEGINNING + urlsafe_b64encode(dice.secret()).decode().rstrip("=")
    session.add(PartnerKey(id=new_id(), partner=partner, hash=hashed(key), hint=key[:SHOWN], created_at=at))
    return key


def partner_with(engine: Engine, key: str) -> str:
    """Code of the active partner that a live key belongs to, "" for nobody."""
    with reading(engine) as connection:
        rows = connection.rows(HOLDER.format(MARKS[connection.kind]), (hashed(key), micros(now())))
    return str(rows[0][0]) if rows else ""


def hashed(secret: str) -> str:
    """SHA-256 in hexadecimal: enough for a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()

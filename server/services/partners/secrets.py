"""Partners' secrets: made here, shown once, rotated with an overlap."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server import dice
from server.clock import now
from server.ids import new_id
from server.models import Partner, PartnerSecret

OVERLAP = timedelta(days=1)
INCOMING, OUTGOING = "incoming", "outgoing"


def issue_secret(session: Session, partner: str, use: str = INCOMING, overlap: timedelta = OVERLAP) -> str:
    """Make a secret valid from now on, and let the earlier ones live for ``overlap``. The caller commits.

    Returns the secret: the only time that it is shown.
    """
    at = now()
    for earlier in session.scalars(_live(partner, use, at)):
        earlier.valid_until = at + overlap
    if session.get(Partner, partner) is None:
        session.add(Partner(code=partner, created_at=at))
        session.flush()
    secret = f"whsec_{b64encode(dice.secret()).decode()}"
    session.add(PartnerSecret(id=new_id(), partner=partner, use=use, secret=secret, valid_from=at))
    return secret


def _live(partner: str, use: str, at: datetime) -> Select[PartnerSecret]:
    return select(PartnerSecret).where(PartnerSecret.partner == partner, PartnerSecret.use == use,
                                       PartnerSecret.valid_until.is_(None), PartnerSecret.valid_from <= at)

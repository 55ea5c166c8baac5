"""Whether a partner may be told what a member did and has elsewhere: each yes and each no, kept as they were said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import member_sharded


class Consent(db.Model):
    """A member said yes, or no, to one partner; the newest counts, the earlier ones prove what was allowed when.

    ``by`` is who wrote it down: the member, a partner's code, or a person of staff. ``terms`` names the text that was
    agreed to.
    """

    __tablename__ = "consent"
    __table_args__ = member_sharded(append_only=True)

    member_id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    given: Mapped[bool]
    by: Mapped[str]
    terms: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]

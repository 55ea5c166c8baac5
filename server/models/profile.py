"""Who a member is, sealed: name, e-mail, phone, address, each as the partner told it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.fields import Encrypted, Sealed
from server.models.placement import member_sharded

FOUND = text("blind_index <> ''")


class ProfileField(db.Model):
    """One personal word of a member, as one partner told it; ``partner`` "" is the member's own word, or staff's.

    ``value`` opens only in its own row (``server.taking.personal.place_of``). ``blind_index`` finds members by e-mail
    and phone; it is not unique, since two members may share one, and no partner may learn of that.
    """

    __tablename__ = "profile"
    __table_args__ = member_sharded(
        Index("profile_by_blind_index", "blind_index", sqlite_where=FOUND, postgresql_where=FOUND))

    member_id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Sealed] = mapped_column(Encrypted())
    blind_index: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime]

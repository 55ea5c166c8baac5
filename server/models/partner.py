"""Partners as the server knows them: who may post, and where it posts to. What they issue stands in the programme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import reference


class Partner(db.Model):
    """A company that reports events; ``code`` is the programme's. ``api_key_hash`` is SHA-256 of its bearer key.

    ``shares_by_default``: whether it is told of members who neither gave nor withdrew their consent.
    """

    __tablename__ = "partner"
    __table_args__ = reference()

    code: Mapped[str] = mapped_column(primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)
    api_key_hash: Mapped[str] = mapped_column(default="", index=True)
    shares_by_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class PartnerSecret(db.Model):
    """A webhook secret (``whsec_…``); several are valid while a partner rotates.

    ``use`` says whose signature it checks or makes: ``incoming`` events or ``outgoing`` notices.
    """

    __tablename__ = "partner_secret"
    __table_args__ = reference(
        CheckConstraint("use IN ('incoming', 'outgoing')", name="partner_secret_use_known"),
        Index("partner_secret_by_partner", "partner"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(ForeignKey("partner.code"))
    use: Mapped[str] = mapped_column(default="incoming")
    secret: Mapped[str]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]


class Endpoint(db.Model):
    """Where a partner wants to be told; ``failing_since`` and ``disabled_at`` are set by deliveries."""

    __tablename__ = "endpoint"
    __table_args__ = reference(Index("endpoint_by_partner", "partner"))

    id: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(ForeignKey("partner.code"))
    url: Mapped[str]
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str] = mapped_column(default="")

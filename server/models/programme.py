"""The programme as it is edited, and the immutable versions that were published of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import reference


class DraftPiece(db.Model):
    """One piece of the draft (``kind`` campaign, tier, partner …) as a JSON text that the console edits.

    ``position`` keeps the order of the file; ``row_version`` lets a stale save be refused.
    """

    __tablename__ = "draft_piece"
    __table_args__ = reference()

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    row_version: Mapped[int] = mapped_column()
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": row_version}


class ProgrammeVersion(db.Model):
    """An immutable snapshot of the whole configuration; ``hash`` is of ``body``, the canonical text."""

    __tablename__ = "programme_version"
    __table_args__ = reference(append_only=True)

    hash: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    created_at: Mapped[datetime]


class Publication(db.Model):
    """A version came, or will come, into force; a rollback publishes an earlier version again.

    In force at an instant is, of those that stand, the publication with the latest ``effective_at`` not after it, of
    several the one with the highest ``number``.
    """

    __tablename__ = "publication"
    __table_args__ = reference(
        CheckConstraint("approved_by <> published_by OR approved_by = ''", name="publication_approved_by_another"),
        append_only=True,
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(ForeignKey("programme_version.hash"))
    effective_at: Mapped[datetime]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class CalledOff(db.Model):
    """A publication that somebody called off before its time: it never comes into force."""

    __tablename__ = "called_off"
    __table_args__ = reference()

    number: Mapped[int] = mapped_column(ForeignKey("publication.number"), primary_key=True, autoincrement=False)
    called_off_at: Mapped[datetime]
    called_off_by: Mapped[str]
    note: Mapped[str]


def stands() -> ColumnElement[bool]:
    """Of publications, those that nobody called off."""
    return Publication.number.not_in(select(CalledOff.number))


class BudgetsSet(db.Model):
    """A publication has come into force, and budgets and stock have been set as it says; once each."""

    __tablename__ = "budgets_set"
    __table_args__ = reference()

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    set_at: Mapped[datetime]

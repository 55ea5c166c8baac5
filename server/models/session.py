"""How members come in, and how they are written to: one-use links, sessions, mails on their way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import control


class MemberLink(db.Model):
    """A link that lets one member in once. ``hash`` is SHA-256 of its token, which nobody keeps.

    ``issued_by`` is the partner that asked for it, "" when the member did by e-mail.
    """

    __tablename__ = "member_link"
    __table_args__ = control(Index("member_link_by_member", "member_id"))

    hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    issued_by: Mapped[str] = mapped_column(default="")
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class MemberSession(db.Model):
    """A browser in which a member is signed in. ``hash`` is SHA-256 of the secret in its cookie.

    ``id`` names it on the member's own list; ``device`` is what the browser calls itself, in short.
    """

    __tablename__ = "member_session"
    __table_args__ = control(Index("member_session_by_member", "member_id"))

    hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    member_id: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Mail(db.Model):
    """An e-mail on its way, deleted once the mail server has taken it.

    ``sealed`` is its address, subject and text as one encrypted text, since a link in it lets its reader in.
    ``dead_at`` is set when it is given up.
    """

    __tablename__ = "mail"
    __table_args__ = control(Index("mail_by_run_after", "run_after", sqlite_where=text("dead_at IS NULL"),
                                   postgresql_where=text("dead_at IS NULL")))

    id: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[str]
    sealed: Mapped[str]
    run_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    dead_at: Mapped[datetime | None]

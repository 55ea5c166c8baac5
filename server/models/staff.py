"""Staff: the people who use the console, what they may do there, and how they prove who they are."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import db
from server.models.placement import reference

ROLES = ("viewer", "marketer", "approver", "partner_operator", "support", "admin")


class Role(RoleMixin):
    """One of ``ROLES``; what each may do stands in the console's table of permissions."""

    def __init__(self, name: str) -> None:
        self.name = name


class Staff(db.Model, UserMixin):
    """A person with an account. ``email`` is how they sign in and the name that answers for what they do.

    ``role_names`` are of ``ROLES``, separated by blanks; ``partner`` limits a partner operator to one partner's rows.
    ``must_change`` asks for a new password before anything else; ``failed_tries`` in a row lead to ``locked_until``.
    ``fs_uniquifier`` names their sessions: a new one ends all of them. The ``tf_`` columns belong to the second
    factor; ``tf_last_counter`` is the newest code used, so that each is good once.
    """

    __tablename__ = "staff"
    __table_args__ = reference(
        CheckConstraint("role_names NOT LIKE '%partner_operator%' OR partner <> ''",
                        name="staff_operator_of_a_partner"))

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role_names: Mapped[str] = mapped_column(default="viewer")
    partner: Mapped[str] = mapped_column(default="")
    password: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=True)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_last_counter: Mapped[int | None]

    @property
    def roles(self) -> list[Role]:
        """The roles as the sign-in library wants them."""
        return [Role(name) for name in self.role_names.split()]

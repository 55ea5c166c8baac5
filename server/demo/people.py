"""Whom a visitor of the demo may be: three people of the staff, and the member who shops most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.clock import now
from server.db import writing
from server.demo.mapping import GROCER, number_at
from server.models import Identity
from server.services.entering import links
from server.services.staff import accounts as staff
from server.settings import Settings

STAFF: Mapping[str, tuple[str, str]] = {
    "admin@tandem.example": ("admin", "Avery"),
    "marketer@tandem.example": ("marketer", "Mei"),
    "approver@tandem.example": ("approver", "Paul"),
}
"""Address of each account → its role and name."""
SHOWN_HOUSEHOLD = 2337
"""The household of the data with the most baskets."""


def new_accounts(engine: Engine) -> Iterator[tuple[str, str, str]]:
    """Make the accounts that are not there yet: address, role and one-time password of each."""
    with Session(engine) as session:
        for email, (role, name) in STAFF.items():
            if staff.named(session, email) is None:
                yield email, role, staff.add(session, email, [role], name=name, by="demo")


def member_link(engine: Engine, settings: Settings, url: str) -> str:
    """An address that opens the shown member's page once, within ten minutes."""
    with Session(engine) as session:
        identity = session.get_one(Identity, (GROCER, number_at(GROCER, SHOWN_HOUSEHOLD)))
        member = identity.member_id
    with writing(engine) as connection:
        return f"{url}/me/link/{links.issue(connection, settings.secret_key, member, now())}"

"""The console for tests: an application with a published programme, and signed-in staff of any role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from admin.app import create_app
from server.models import Staff
from server.services.programme.draft import store
from server.services.staff import accounts
from server.settings import Settings
from tests.server.webhooks.till import PROGRAMME, programme_of
from tests.site import Site, open_site

PASSWORD = "a horse, correct, with battery"


@contextmanager
def open_console(settings: Settings, engine: Engine, cache: Path, *, text: str = PROGRAMME) -> Iterator[Site]:
    """The application with the console mounted; the draft is what is published."""
    with open_site(settings, engine, cache, text=text, create=create_app) as site:
        with Session(engine) as session:
            store(session, programme_of(text))
            session.commit()
        yield site


def hire(engine: Engine, role: str, *, partner: str = "", email: str = "") -> str:
    """An account with the password ``PASSWORD``, not to be changed; its address."""
    address = email or f"{'-'.join(filter(None, (role.replace('_', '-'), partner.lower())))}@example.org"
    with Session(engine) as session:
        if accounts.named(session, address) is None:
            accounts.add(session, address, [role], name=role.title(), partner=partner)
            session.execute(update(Staff).where(Staff.email == address).values(password=HASHED, must_change=False))
            session.commit()
    return address


def sign_in(site: Site, role: str = "admin", *, partner: str = "", email: str = "", **headers: str) -> FlaskClient:
    """A browser of somebody with this role, signed in."""
    client = site.visitor(**headers)
    address = hire(site.coalition.engine, role, partner=partner, email=email)
    answer = client.post("/admin/login", data={"email": address, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


HASHED = accounts.hashed(PASSWORD)

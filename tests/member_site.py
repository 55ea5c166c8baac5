"""A member of the sample coalition with a year behind her, and her browser: for tests of the member's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.assets import sample
from server.clock import now
from server.db import open_engine, writing
from server.fields import keyring_of
from server.models import Identity
from server.services.entering.links import issue
from server.services.members import profiles
from server.services.members.by_number import member_with
from server.settings import Settings
from tests.server.webhooks.till import reopen_coalition
from tests.site import Site, open_site

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = datetime(2026, 11, 6, 12, tzinfo=SHANGHAI)
OPENED = datetime(2026, 1, 1, tzinfo=SHANGHAI)
"""When the partners got their secrets: before all that Ada did."""
NUMBER = "A-778"
NO_MAIL_SERVER = "smtp://127.0.0.1:1"
PROMISES = "# What the coalition promises"


def programme_text() -> str:
    """The sample coalition, without its worked examples and without a second person for publishing."""
    text = Path(sample("coalition.yaml")).read_text()
    return text.partition(PROMISES)[0].replace("second_person: true", "second_person: false")


@dataclass
class Ada:
    """One member: how she is known at the partners, and what she does there."""

    site: Site
    settings: Settings
    engine: Engine

    @property
    def id(self) -> str:
        """The member's id."""
        return member_with(self.engine, "FRESH", NUMBER)

    def does(self, day: str, partner: str, kind: str, **data: Any) -> dict[str, Any]:
        """Report one event at a local time like ``2026-03-02 10:00``; the answer."""
        at = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
        with time_machine.travel(at, tick=False):
            till = self.site.till(partner)
            body = till.event(kind, at=at, member=NUMBER, reference=f"{partner}-{day}-{kind}", **data)
            answer = till.post(body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json
        return told

    def buys(self, day: str, partner: str, amount: str, **line: Any) -> dict[str, Any]:
        """Buy one thing."""
        lines = [{"sku": "1", "amount": amount, **line}] if line else []
        return self.does(day, partner, "transaction.completed", amount=amount, currency="CNY",
                         **({"lines": lines} if lines else {}))

    def link(self, member: str = "") -> str:
        """Path of a fresh link that lets her in, or another member."""
        whose = member or self.id
        with writing(self.engine) as connection:
            token = issue(connection, self.settings.secret_key, whose, now())
        return f"/me/link/{token}"

    def browser(self, **headers: str) -> FlaskClient:
        """A browser in which she is signed in."""
        client = self.site.visitor(**headers)
        assert client.post(self.link()).status_code == 303
        return client


@dataclass(frozen=True)
class Past:
    """A database in which Ada has been before, to copy from; ``secrets`` are the partners'. Nobody connects to it."""

    url: str
    secrets: dict[str, str]


@contextmanager
def open_member_site(settings: Settings, engine: Engine, folder: Path, *, new: bool = False) -> Iterator[Ada]:
    """The coalition on a fixed day, served; Ada has bought and checked in before, or, when ``new``, only joined."""
    settings = replace(settings, smtp_url=NO_MAIL_SERVER)
    with (time_machine.travel(OPENED, tick=False),
          open_site(settings, engine, folder, text=programme_text()) as site,
          time_machine.travel(TODAY, tick=False)):
        ada = Ada(site, settings, engine)
        (join if new else tell)(ada)
        yield ada


def past_in(url: str, folder: Path, *, new: bool) -> Past:
    """Tell Ada's past into a migrated database."""
    settings = Settings(database_url=url, mode="test")
    engine = open_engine(settings, ledger=True)
    try:
        with open_member_site(settings, engine, folder, new=new) as ada:
            return Past(url, ada.site.coalition.secrets)
    finally:
        engine.dispose()


@contextmanager
def reopen_member_site(settings: Settings, engine: Engine, folder: Path, past: Past) -> Iterator[Ada]:
    """The same, on a copy of a database in which all that was told before."""
    settings = replace(settings, smtp_url=NO_MAIL_SERVER)
    with time_machine.travel(TODAY, tick=False):
        coalition = reopen_coalition(engine, folder, past.secrets)
        with open_site(settings, engine, folder, coalition=coalition) as site:
            yield Ada(site, settings, engine)


def tell(ada: Ada) -> None:
    """Ada's year."""
    join(ada)
    for partner in ("LUMO", "HOTEL", "AIR"):
        bind(ada, partner)
    ada.buys("2026-01-20 18:30", "FRESH", "268.50", category="fruit")
    ada.buys("2026-03-09 08:10", "LUMO", "38.00", category="coffee", brand="Lumo")
    ada.buys("2026-05-17 14:00", "HOTEL", "1280.00")
    ada.buys("2026-08-14 10:00", "AIR", "3480.00")
    for day in ("2026-11-04", "2026-11-05", "2026-11-06"):
        ada.does(f"{day} 07:30", "LUMO", "activity.check_in")
    ada.buys("2026-11-04 19:00", "FRESH", "700.00", category="fruit")
    for day in ("2026-10-12", "2026-10-20", "2026-11-03"):
        ada.buys(f"{day} 08:20", "LUMO", "36.00", category="coffee", brand="Lumo")


def join(ada: Ada) -> None:
    """She joins, and tells her address."""
    ada.does("2026-01-05 09:00", "FRESH", "member.joined")
    member = ada.id
    with Session(ada.engine) as session:
        profiles.tell(session, keyring_of(ada.settings), member, {"email": "ada@example.com"}, "FRESH")
        session.commit()


def bind(ada: Ada, partner: str) -> None:
    """Let another partner know her under the same number."""
    member = ada.id
    with Session(ada.engine) as session:
        session.add(Identity(partner=partner, number=NUMBER, member_id=member))
        session.commit()

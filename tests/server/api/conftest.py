"""A coalition with a catalogue behind its interface for partners, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.api.doors import ApiDoors
from server.api.operations import DOORS
from server.services.partners.keys import issue_key
from server.settings import Settings
from tests.server.services.conftest import CATALOGUE
from tests.site import Site, open_site

API = "/api/v1"


@dataclass
class Caller:
    """A partner's software that calls the interface; keys of writes are made up when a test does not care."""

    client: FlaskClient
    partner: str
    bearer: str
    keys: Any = field(default_factory=lambda: itertools.count(1))

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.client.get(API + path, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, *, key: str | None = None, method: str = "POST",
             **headers: str) -> TestResponse:
        """Write, under a key that no other test request has unless one is given; ``key`` "" sends none."""
        named = f"K{next(self.keys)}" if key is None else key
        given = {"Idempotency-Key": named} if named else {}
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        return self.client.open(API + path, method=method, data=data, content_type="application/json",
                                headers=self._headers(headers) | given)

    def patch(self, path: str, body: Any, **more: Any) -> TestResponse:
        """Change."""
        return self.post(path, body, method="PATCH", **more)

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.bearer}"} | {
            name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def site(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[Site]:
    with open_site(settings, engine, tmp_path, text=CATALOGUE) as site:
        site.app.extensions[DOORS] = ApiDoors(100_000, 100_000)
        yield site


@pytest.fixture
def caller(site: Site) -> Callable[[str], Caller]:
    """``caller("AIR")``: a partner with a live key."""
    def made(partner: str) -> Caller:
        with Session(site.coalition.engine) as session:
            key = issue_key(session, partner)
            session.commit()
        return Caller(site.visitor(), partner, key)

    return made


@pytest.fixture
def shop(caller: Callable[[str], Caller]) -> Caller:
    return caller("SHOP")


@pytest.fixture
def air(caller: Callable[[str], Caller]) -> Caller:
    return caller("AIR")


@pytest.fixture
def ada(site: Site) -> str:
    """Number at the shop of a member that has 250 points there."""
    till = site.till()
    assert till.post(till.purchase("250", member="A", reference="earn-A")).status_code == 200
    return "A"

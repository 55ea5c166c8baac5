"""An application with a published programme behind it, for tests of pages and interfaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from server.app import create_app
from server.db import db
from server.fields import keyring_of
from server.settings import Settings
from server.taking.intake import Taking
from server.web.running import furnish
from tests.server.webhooks.till import PROGRAMME, Coalition, Till, open_coalition


@dataclass
class Site:
    """One application and the coalition it serves; ``visitor()`` is a browser of its own, without scripts."""

    app: Flask
    coalition: Coalition

    def visitor(self, **headers: str) -> FlaskClient:
        """Somebody new; ``headers`` like ``accept_language="zh-TW"`` go with each request."""
        client = self.app.test_client()
        for name, value in headers.items():
            client.environ_base[f"HTTP_{name.upper()}"] = value
        return client

    def till(self, partner: str = "SHOP") -> Till:
        """A partner's till."""
        return self.coalition.till(partner)


@contextmanager
def open_site(settings: Settings, engine: Engine, cache: Path, *, text: str = PROGRAMME,
              create: Callable[[Settings], Flask] = create_app, coalition: Coalition | None = None) -> Iterator[Site]:
    """Publish ``text`` in a migrated database, and serve it; forms ask for no token unless a test turns them on.

    A ``coalition`` that is open already is served as it is.
    """
    coalition = coalition or open_coalition(engine, cache, text)
    app = create(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    furnish(app, engine, coalition.versions, Taking(engine, coalition.versions, keyring_of(settings)))
    try:
        yield Site(app, coalition)
    finally:
        with app.app_context():
            db.engine.dispose()

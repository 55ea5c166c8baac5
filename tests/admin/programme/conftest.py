"""A console whose draft is what is live, and the people who change it.

``site``       the console; ``marketer``, ``approver``, ``viewer`` are signed-in browsers
``draft_of``   ``draft_of(kind, code)`` → the plain data of a piece of the draft as it stands
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.services.programme import review
from server.services.programme.draft import store
from server.services.programme.editing import Piece, piece
from tests.admin.console import sign_in
from tests.server.webhooks.till import programme_of
from tests.site import Site


@pytest.fixture
def site(console: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(review, "refuse_costly", lambda programme: None)
    with Session(console.coalition.engine) as session:
        store(session, programme_of())
        session.commit()
    return console


@pytest.fixture
def marketer(site: Site) -> FlaskClient:
    return sign_in(site, "marketer")


@pytest.fixture
def approver(site: Site) -> FlaskClient:
    return sign_in(site, "approver")


@pytest.fixture
def viewer(site: Site) -> FlaskClient:
    return sign_in(site, "viewer")


@pytest.fixture
def draft_of(site: Site) -> Callable[..., Piece]:
    def found(kind: str, code: str = "") -> Piece:
        with Session(site.coalition.engine) as session:
            return piece(session, kind, code)

    return found


Draft = Callable[..., Piece]
Data = dict[str, Any]

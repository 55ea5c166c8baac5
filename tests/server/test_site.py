"""The few pages of the public server: alive, ready, metrics, the interface, and what a problem means."""

from pathlib import Path

import pytest

from server.app import create_app
from server.db import db
from server.fields import secret_keyring
from server.problems import TABLE
from server.taking.intake import Taking
from server.versions import Versions
from server.web.running import EXTENSION, furnish
from tests.server.webhooks.till import open_coalition


@pytest.fixture
def app(settings, tmp_path):
    app = create_app(settings)
    with app.app_context():
        engine = db.engine
    versions = Versions(engine, Path(tmp_path))
    furnish(app, engine, versions, Taking(engine, versions, secret_keyring("key")))
    yield app
    engine.dispose()


def test_a_process_without_a_programme_lives_and_is_not_ready(app):
    visitor = app.test_client()

    assert visitor.get("/healthz").json == {"status": "ok"}
    assert visitor.get("/readyz").status_code == 503


def test_a_process_with_a_programme_is_ready(app, engine, tmp_path):
    open_coalition(engine, tmp_path)
    app.extensions[EXTENSION].versions.refresh()

    assert app.test_client().get("/readyz").status_code == 200


def test_metrics_are_text_for_prometheus(app):
    answer = app.test_client().get("/metrics")

    assert (answer.status_code, answer.mimetype) == (200, "text/plain")


def test_the_interface_is_an_openapi_document(app):
    assert app.test_client().get("/openapi.json").json["openapi"] == "3.1.0"


def test_every_problem_has_a_page(app):
    visitor = app.test_client()

    for code, (status, title) in TABLE.items():
        assert visitor.get(f"/problems/{code}").json == {"code": code, "status": status, "title": title}
    assert visitor.get("/problems/nothing").status_code == 404

"""Two writers at once: the second hears what happened, on a page, and nothing of it is kept."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from server.db import db
from server.models import DraftPiece
from tests.site import open_site

PIECE = {"kind": "campaigns", "code": "coffee", "body": "{}", "updated_at": datetime(2026, 3, 3, tzinfo=UTC)}


@pytest.fixture
def site(settings, engine, tmp_path):
    with open_site(settings, engine, tmp_path) as site:
        yield site


@pytest.fixture
def post(site):
    """Posts to a page that carries out ``step`` in the pages' session."""
    def posted(step):
        site.app.add_url_rule("/step", view_func=lambda: step() or "done", methods=["POST"])
        site.app.config["PROPAGATE_EXCEPTIONS"] = False
        return site.visitor().post("/step")
    return posted


def add_piece():
    db.session.add(DraftPiece(**PIECE))
    db.session.commit()


def test_a_key_that_another_took_first_is_told_as_a_conflict(post, engine):
    with Session(engine) as other:
        other.add(DraftPiece(**PIECE))
        other.commit()

    answer = post(add_piece)

    assert answer.status_code == 409
    assert "Somebody else changed the same thing" in answer.text
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(DraftPiece)) == 1


def test_a_row_that_changed_since_it_was_read_is_told_as_a_conflict(post):
    def step():
        raise StaleDataError("the row is another version")

    assert post(step).status_code == 409


def test_who_waits_too_long_for_another_writer_is_asked_to_try_again(post, engine):
    def step():
        limit = "PRAGMA busy_timeout = 1" if engine.dialect.name == "sqlite" else "SET lock_timeout = 1"
        with db.engine.connect() as one, db.engine.connect().execution_options(reading=True) as two:
            one.execute(LOCK[engine.dialect.name])
            two.exec_driver_sql(limit)
            two.execute(LOCK[engine.dialect.name])

    answer = post(step)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"


def test_a_fault_of_our_own_is_not_told_as_somebody_elses_doing(post):
    def step():
        raise IntegrityError("INSERT", {}, Exception("CHECK constraint failed: points"))

    assert post(step).status_code == 500


LOCK = {"sqlite": text("UPDATE draft_piece SET position = position"), "postgresql": text("LOCK TABLE draft_piece")}

"""The databases that other tests stand on."""

import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import create_engine, text

from tests.databases import KINDS, named_server_url
from tests.postgres import is_running, new_server

SESSION = """
from tests.postgres import new_server
server = new_server()
server.start_once()
print(server.folder, flush=True)
input()
"""


def scalar(url, statement):
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        value = result.scalar() if result.returns_rows else None
    engine.dispose()
    return value


def test_both_kinds_of_database_answer(database_url):
    assert scalar(database_url, "SELECT 1") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_new_database_stands_alone(kind, new_database):
    first, second = new_database(kind), new_database(kind)

    scalar(first, "CREATE TABLE lot (points_left INTEGER)")
    scalar(second, "CREATE TABLE lot (points_left INTEGER)")
    scalar(first, "INSERT INTO lot VALUES (7)")

    assert scalar(second, "SELECT count(*) FROM lot") == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_holds_what_its_model_held_and_then_goes_its_own_way(kind, new_database):
    model = new_database(kind)
    scalar(model, "CREATE TABLE lot (points_left INTEGER)")
    scalar(model, "INSERT INTO lot VALUES (7)")

    copy = new_database(kind, like=model)
    scalar(copy, "INSERT INTO lot VALUES (8)")

    assert scalar(copy, "SELECT sum(points_left) FROM lot") == 15
    assert scalar(model, "SELECT sum(points_left) FROM lot") == 7


@pytest.mark.parametrize("given", ["postgresql://ada:pw@127.0.0.1/x", "postgresql+psycopg://ada:pw@127.0.0.1/x"])
def test_a_server_that_is_named_is_used_instead_of_an_embedded_one(given):
    assert named_server_url({"TANDEM_TEST_POSTGRES_URL": given}) == "postgresql+psycopg://ada:pw@127.0.0.1/x"


def test_no_server_is_named_by_an_empty_setting():
    assert named_server_url({"TANDEM_TEST_POSTGRES_URL": ""}) is None


def test_a_server_whose_session_was_killed_is_cleared_away_by_the_next():
    with subprocess.Popen([sys.executable, "-c", SESSION], stdin=PIPE, stdout=PIPE, text=True) as session:
        folder = Path(session.stdout.readline().strip())
        postmaster = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        session.kill()

    new_server().remove()

    assert not folder.exists()
    assert not is_running(postmaster)

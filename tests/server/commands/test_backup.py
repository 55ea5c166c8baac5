"""A copy made while the server works is restored to a ledger that holds, and partners carry on."""

from threading import Event, Thread

import pytest

from server.db import open_engine, reading
from server.ledger.check import check
from server.migrate import migrate
from server.settings import Settings
from tests.server.webhooks.till import open_coalition


@pytest.fixture
def shop(new_tables, tmp_path, monkeypatch):
    """A coalition on SQLite, which the command line uses too."""
    settings = Settings(database_url=new_tables("sqlite"), mode="test")
    monkeypatch.setenv("TANDEM_DATABASE_URL", settings.database_url)
    engine = open_engine(settings)
    yield open_coalition(engine, tmp_path)
    engine.dispose()


@pytest.fixture
def busy(shop):
    """A till that posts all the time, and the answers it got."""
    till, answers, stop = shop.till(), [], Event()

    def post():
        while not stop.is_set():
            answers.append(till.post(till.purchase("1.00")).json["event"])

    thread = Thread(target=post)
    thread.start()
    yield answers
    stop.set()
    thread.join()


def events_of(engine):
    with reading(engine) as connection:
        assert list(check(connection)) == []
        return {event for (event,) in connection.rows("SELECT id FROM event")}


@pytest.fixture
def run(monkeypatch):
    from click.testing import CliRunner

    from server.cli import main
    return lambda *arguments: CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_a_copy_made_under_load_holds_everything_that_was_confirmed_before_it(shop, busy, run, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    while len(busy) < 20:
        Event().wait(0.01)
    confirmed = set(busy)

    made = run("backup", str(copy))

    engine = open_engine(Settings(database_url=f"sqlite:///{copy}"))
    assert made.output.startswith(f"{copy} holds the database as it stands")
    assert confirmed <= events_of(engine)
    assert migrate(engine) == []
    engine.dispose()


def test_after_a_restore_partners_repeat_and_nothing_is_counted_twice(shop, run, tmp_path):
    till, copy = shop.till(), tmp_path / "copy.sqlite3"
    kept, lost = till.purchase("10.00"), till.purchase("5.00")
    first = till.post(kept)
    run("backup", str(copy))
    till.post(lost)

    engine = open_engine(Settings(database_url=f"sqlite:///{copy}"))
    restored = open_coalition(engine, tmp_path / "restored")
    again = type(till)(restored.till().client, "SHOP", till.secret, till.references)
    answers = [again.post(body) for body in (kept, lost)]

    assert answers[0].data == first.data
    assert answers[1].json["balances"]["PTS"]["available"] == 15
    assert len(events_of(engine)) == 2
    engine.dispose()


def test_a_copy_never_overwrites(shop, run, tmp_path):
    (tmp_path / "copy.sqlite3").write_text("precious")

    said = run("backup", str(tmp_path / "copy.sqlite3"))

    assert said.exit_code == 1
    assert (tmp_path / "copy.sqlite3").read_text() == "precious"


def test_a_postgresql_is_sent_to_its_own_tools(run, monkeypatch, tmp_path):
    monkeypatch.setenv("TANDEM_DATABASE_URL", "postgresql://127.0.0.1/x")

    assert "pg_dump" in run("backup", str(tmp_path / "copy")).output

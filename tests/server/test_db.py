"""The database that is opened is safe, and one that is not is refused."""

import pytest
from sqlalchemy import text

from server.db import MANY_PAGES, UnsafeDatabase, database_url, open_engine, reading, refuse_unsafe_sqlite, writing
from server.settings import Settings

PARTNER = "INSERT INTO partner (code, active, api_key_hash, created_at) VALUES ('air', true, '', 0)"


def one(engine, statement):
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar()


@pytest.fixture
def sqlite(tmp_path):
    engine = open_engine(Settings(database_url=f"sqlite:///{tmp_path / 'new' / 'points.sqlite3'}", lock_wait_ms=50))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("pragma, value", [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_sqlite_loses_nothing_it_has_confirmed(sqlite, pragma, value):
    assert one(sqlite, f"PRAGMA {pragma}") == value


def test_the_ledger_of_sqlite_has_room_in_memory_for_all_that_a_batch_changes(sqlite):
    ledger = open_engine(Settings(database_url=str(sqlite.url)), ledger=True)

    assert [one(ledger, f"PRAGMA {pragma}") for pragma in MANY_PAGES] == list(MANY_PAGES.values())
    assert [one(sqlite, f"PRAGMA {pragma}") for pragma in MANY_PAGES] == [-2000, 1000]
    ledger.dispose()


@pytest.mark.parametrize("version, safe", [
    pytest.param((3, 6, 23), True, id="before the write-ahead log"),
    pytest.param((3, 7, 0), False, id="the first that can corrupt"),
    pytest.param((3, 40, 1), False, id="inside"),
    pytest.param((3, 51, 2), False, id="the last that can corrupt"),
    pytest.param((3, 51, 3), True, id="the first that is mended"),
])
def test_a_library_that_can_corrupt_its_log_is_refused(version, safe):
    if safe:
        refuse_unsafe_sqlite(version, "wal", 2)
        return
    with pytest.raises(UnsafeDatabase, match="can corrupt"):
        refuse_unsafe_sqlite(version, "wal", 2)


@pytest.mark.parametrize("mode, synchronous", [("wal", 1), ("wal", 0), ("memory", 2), ("delete", 2)])
def test_a_mode_that_could_lose_a_commit_is_refused(mode, synchronous):
    with pytest.raises(UnsafeDatabase, match="must run with WAL and synchronous FULL"):
        refuse_unsafe_sqlite((3, 53, 0), mode, synchronous)


def test_a_transaction_that_may_write_has_the_lock_from_its_beginning(sqlite):
    with sqlite.begin(), pytest.raises(Exception, match="locked"), sqlite.begin():
        pass


def test_readers_do_not_wait_for_the_writer(sqlite):
    with writing(sqlite), reading(sqlite) as connection:
        assert connection.rows("SELECT 1") == [(1,)]


def test_a_reader_that_says_so_does_not_wait_either(sqlite):
    with sqlite.begin(), sqlite.connect().execution_options(reading=True) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_relative_path_counts_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert database_url(Settings()).database == str(tmp_path / "instance" / "tandem.sqlite3")


def begin_and_fail(engine):
    with writing(engine) as connection:
        connection.run(PARTNER)
        raise RuntimeError


def test_what_an_exception_ends_is_not_written(engine):
    with pytest.raises(RuntimeError):
        begin_and_fail(engine)

    with reading(engine) as connection:
        assert connection.rows("SELECT count(*) FROM partner") == [(0,)]


def test_a_snapshot_does_not_see_what_is_written_meanwhile(engine):
    with reading(engine) as snapshot:
        before = snapshot.rows("SELECT count(*) FROM partner")
        with writing(engine) as connection:
            connection.run(PARTNER)

        assert snapshot.rows("SELECT count(*) FROM partner") == before == [(0,)]

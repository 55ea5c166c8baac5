"""While points move, every snapshot balances: the short form of the bank test of ``make faults``."""

from pathlib import Path

from sqlalchemy import text

from server.db import open_engine
from server.settings import Settings
from tests.faults.bank import Bank, run, unbalanced
from tests.findings import none_of


def test_every_snapshot_balances_while_writers_move_points(settings: Settings, tmp_path: Path) -> None:
    report = run(settings.database_url, tmp_path, seed=7, seconds=2)

    none_of(report.broken)
    assert report.written > 0
    assert report.snapshots > 1


def test_points_from_nowhere_are_seen(settings: Settings, tmp_path: Path) -> None:
    Bank(settings.database_url, tmp_path).engine.dispose()
    engine = open_engine(settings)
    assert unbalanced(engine) == []

    with engine.begin() as connection:
        connection.execute(text("UPDATE balance SET available = available + 1"))

    assert [line.split(":")[0] for line in unbalanced(engine)][::12] == ["available differs", "lots differ"]
    engine.dispose()

"""Killed at seeded moments, server and worker lose nothing and do nothing twice: the short form of ``make faults``."""

from pathlib import Path

from tests.faults.drive import run
from tests.findings import none_of


def test_every_reference_has_one_effect_though_the_server_is_killed(database_url: str, tmp_path: Path) -> None:
    report = run(database_url, tmp_path, seed=20_260_303, events=500, kills=5)

    none_of(report.broken)
    assert report.kills == 5
    assert report.acknowledged >= 500

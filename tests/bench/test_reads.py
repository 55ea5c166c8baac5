"""The bench of reads runs on both databases, forgets no address, and every page of the console asks few questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from server.db import db, open_engine
from server.models import Member
from server.settings import Settings
from tests.admin.console import open_console, sign_in
from tests.bench import reads_asked
from tests.bench.reads import MOST_MS, SIZES, measured
from tests.bench.reads_asked import CONSOLE, Asked, Known, everything
from tests.bench.reads_timed import Timed, by_part, counted, timed, worst
from tests.bench.server import SMALL
from tests.databases import KINDS
from tests.site import Site
from tests.tables import NewTables


@pytest.fixture
def console(new_tables: NewTables, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(database_url=new_tables("sqlite"), mode="test")
    engine = open_engine(settings, ledger=True)
    with open_console(settings, engine, tmp_path / "compiled") as site:
        yield site
    engine.dispose()


def a_timing(*wall: float, part: str = CONSOLE) -> Timed:
    return Timed(Asked(part, "admin", "admin.index", "/admin/"), sorted(wall), sorted(wall), 3)


def test_everything_that_is_measured_runs_on_both_databases(capsys):
    bars = measured(SIZES[SMALL])

    told = capsys.readouterr().out
    assert {bar.name.partition(":")[0] for bar in bars} == set(KINDS)
    assert all(told.count(f"{kind}, {part}: the slowest") == 1 for kind in KINDS for part in MOST_MS)
    assert told.count("what-if") == 2
    assert not [bar for bar in bars if "questions" in bar.name and not bar.met]


def test_a_route_that_nobody_thought_of_stops_the_bench(console, monkeypatch):
    monkeypatch.setattr(reads_asked, "LEFT_OUT", {})
    nothing = Known(dict.fromkeys(("usual", "holder", "heavy"), "m"),
                    dict.fromkeys(("usual", "holder", "heavy", "copy"), "1"), _anything())

    with pytest.raises(LookupError, match=r"audit\.export"):
        everything(console.app, _every_kind(), nothing)


def test_questions_are_counted_whichever_way_they_are_asked(console):
    client = sign_in(console)
    with console.app.app_context():
        engines = {db.engine, console.coalition.engine}

    with counted(engines) as seen:
        client.get("/admin/members/")

    assert any(each.startswith("SELECT staff") for each in seen)
    assert any(Member.__tablename__ in each for each in seen)


def test_an_answer_that_is_not_the_page_stops_the_bench(console):
    lost = replace(a_timing(1).asked, address="/admin/members/nobody")

    with pytest.raises(RuntimeError, match="answers 404"):
        timed(sign_in(console), set(), lost, 1)


def test_the_slowest_come_first_and_each_part_by_itself():
    found = [a_timing(1, 2, 3), a_timing(10, 30, 20), a_timing(5, part="api")]

    assert worst(found, 1).splitlines()[1].split()[2] == "20.0"
    assert {part: len(listed) for part, listed in by_part(found).items()} == {"console": 2, "api": 1}


def _anything() -> SimpleNamespace:
    return type("Any", (dict,), {"__missing__": lambda self, key: "1"})()


def _every_kind() -> SimpleNamespace:
    piece = SimpleNamespace(code="x")
    return type("Every", (), {"__getattr__": lambda self, name: [piece]})()

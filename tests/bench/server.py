"""How fast webhooks are taken, beside what the same machine can do at all: scripts, a bare answer, the ORM.

Ways that are compared run in turns, round by round; figures are medians of the rounds. ``measured`` takes any ``Size``,
for a smaller machine or a larger base.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measure import Bar, environment, table
from tests.bench.orm_baseline import run_orm
from tests.bench.server_client import MEMBERS, Run, batched, bodies, plain, post_all, singles
from tests.bench.server_flask import flask_served
from tests.bench.server_members import load_members
from tests.bench.server_script import rows_written, run_script
from tests.bench.server_setting import DURABLE, SLOW_COMMIT, Place, load_average, open_place, served, with_settings
from tests.faults.processes import wait_until_ready
from tests.postgres import PostgresServer, running_server

KINDS = ("sqlite", "postgresql")
PACKAGES = ("flask", "granian", "msgspec", "psycopg", "sqlalchemy", "pysqlite3")
SCRIPT, ORM = "bare script, a statement a row", "ORM objects, in process"
_seeds = count(1)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything: rounds, single events, events a batch, active campaigns, members of a large base.

    ``processes`` 0 serves by as many as an operator has. ``together``: one server answers for all places but that of
    the one budget row, where only it counts that everything runs.
    """

    rounds: int
    events: int
    batch: int
    campaigns: int
    members: int
    processes: int = 0
    together: bool = False


SMALL, FULL = "small", "full"
SIZES: Mapping[str, Size] = {
    SMALL: Size(1, 16, 20, 20, 100, processes=1, together=True), "medium": Size(3, 300, 1_000, 1_000, 20_000),
    FULL: Size(5, 400, 1_000, 1_000, 200_000)}
"""A member of the large base has five earlier events."""
Ways = Mapping[str, Callable[[], Run]]


class Table:
    """Runs by way, as they are made, and their medians."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.runs: dict[str, list[Run]] = {}

    def measure(self, ways: Ways) -> None:
        """Every way once in every round."""
        for _ in range(self.rounds):
            for name, way in ways.items():
                self.runs.setdefault(name, []).append(way())

    def ratio(self, name: str, other: str) -> float:
        """How many times the rate of another: median of the rounds' own ratios."""
        return median(a.rate / b.rate for a, b in zip(self.runs[name], self.runs[other], strict=True))

    def __str__(self) -> str:
        rows = [[name, *(f"{median(getattr(run, part) for run in runs):.4g}" for part in ("rate", "p50", "p99"))]
                for name, runs in self.runs.items()]
        return table(["way", "events/s", "p50 ms", "p99 ms"], rows)


def bench(size: str) -> list[Bar]:
    """Both databases; bars are of ratios within this run. The small size only shows that everything runs."""
    bars = measured(SIZES[size])
    return [] if size == SMALL else bars


def measured(size: Size) -> list[Bar]:
    """All measurements of one size, printed; their bars."""
    print(environment(PACKAGES) + f", load {load_average():.1f}")
    bars: list[Bar] = []
    with tempfile.TemporaryDirectory() as folder, running_server() as server, with_settings(server, DURABLE):
        for kind in KINDS:
            found = Table(size.rounds)
            bars += _measured(kind, Path(folder), server, size, found)
            print(f"\n{kind}\n{found}", flush=True)
    print(f"load at the end {load_average():.1f}")
    return bars


def _measured(kind: str, folder: Path, server: PostgresServer, size: Size, found: Table) -> list[Bar]:
    with _places(kind, folder, server, size) as (places, ports):
        found.measure(_ways(places, ports, size))
        if kind == "postgresql":
            with with_settings(server, SLOW_COMMIT):
                found.measure({f"{name}, 3 ms commit": way for name, way in _many(places, ports, size).items()})
    _in_process(kind, folder, server, size, found)
    return _bars(kind, found)


@contextmanager
def _places(
    kind: str, folder: Path, server: PostgresServer, size: Size,
) -> Iterator[tuple[dict[str, Place], dict[str, int]]]:
    """Databases by what they are for, each served, and the bare answer; all start at once, everything is warm.

    Batches have one of their own, since the thousands that they add would weigh on whatever else is measured there.
    """
    wanted: dict[str, dict[str, Any]] = {
        "plain": {}, "batches": {}, "pot": {"pot": True}, "campaigns": {"campaigns": size.campaigns}, "base": {}}
    real = {name: "campaigns" if size.together and name != "pot" else name for name in wanted}
    with ExitStack() as stack:
        places = {name: stack.enter_context(open_place(kind, folder, server, **wanted[name]))
                  for name in dict.fromkeys(real.values())}
        load_members(places[real["base"]], size.members)
        ports = {name: stack.enter_context(served(place, size.processes)) for name, place in places.items()}
        ports["flask"] = stack.enter_context(flask_served())
        for port in ports.values():
            wait_until_ready(f"http://127.0.0.1:{port}")
        for name, place in places.items():
            _post(place, ports[name], size, clients=1)()
        yield ({name: places[one] for name, one in real.items()},
               {"flask": ports["flask"], **{name: ports[one] for name, one in real.items()}})


def _post(
    place: Place, port: int, size: Size, *, clients: int, prefix: str = "N", members: int = MEMBERS,
) -> Callable[[], Run]:
    """Single events, signed just before they are posted."""
    return lambda: post_all(port, singles(
        port, place.secret, bodies(size.events, next(_seeds), members, prefix)), clients)


def _batch(place: Place, port: int, size: Size, *, clients: int) -> Callable[[], Run]:
    events = size.batch * min(clients, 4)
    return lambda: post_all(port, batched(
        port, place.secret, bodies(events, next(_seeds)), size.batch), clients, size.batch)


def _ways(places: Mapping[str, Place], ports: Mapping[str, int], size: Size) -> Ways:
    plain_place, port = places["plain"], ports["plain"]
    return {
        "bare Flask answer, 1 client": lambda: post_all(
            ports["flask"], plain(ports["flask"], bodies(size.events, next(_seeds))), 1),
        "bare Flask answer, 16 clients": lambda: post_all(
            ports["flask"], plain(ports["flask"], bodies(size.events, next(_seeds))), 16),
        "single, 1 client": _post(plain_place, port, size, clients=1),
        f"batch of {size.batch}, 1 client": _batch(places["batches"], ports["batches"], size, clients=1),
        f"batch of {size.batch}, 16 clients": _batch(places["batches"], ports["batches"], size, clients=16),
        f"{size.campaigns} campaigns, 1 client": _post(places["campaigns"], ports["campaigns"], size, clients=1),
        f"base of {size.members} members, 1 client": _post(
            places["base"], ports["base"], size, clients=1, prefix="B", members=size.members),
        "one budget row, 1 client": _post(places["pot"], ports["pot"], size, clients=1),
        **_many(places, ports, size),
    }


def _many(places: Mapping[str, Place], ports: Mapping[str, int], size: Size) -> Ways:
    return {"single, 16 clients": _post(places["plain"], ports["plain"], size, clients=16),
            "one budget row, 16 clients": _post(places["pot"], ports["pot"], size, clients=16)}


def _in_process(kind: str, folder: Path, server: PostgresServer, size: Size, found: Table) -> None:
    """The limits of the database: the same rows by a bare script, and by objects of the ORM."""
    with ExitStack() as stack:
        model, script, orm = (stack.enter_context(open_place(kind, folder, server)) for _ in range(3))

        def scripted() -> Run:
            written = rows_written(model, bodies(size.events, next(_seeds)))
            return run_script(script, written)

        found.measure({SCRIPT: scripted, ORM: lambda: run_orm(orm, bodies(size.events, next(_seeds)))})


def _bars(kind: str, found: Table) -> list[Bar]:
    def named(word: str) -> str:
        return next(name for name in found.runs if word in name and name.endswith("1 client"))

    single, many = "single, 1 client", "single, 16 clients"
    bars = [
        *(Bar(f"{kind}: {each}, over the bare script", found.ratio(each, SCRIPT), 0.5) for each in (single, many)),
        *(Bar(f"{kind}: {each}, over ORM objects", found.ratio(each, ORM), 4) for each in (single, many)),
        Bar(f"{kind}: batches over single events", found.ratio(named("batch"), single), 5),
        Bar(f"{kind}: one budget row, 16 clients", found.ratio("one budget row, 16 clients", many), 0.85),
        Bar(f"{kind}: many campaigns over ten", found.ratio(named("campaigns"), single), 0.9),
        Bar(f"{kind}: large member base over an empty one", found.ratio(named("base"), single), 0.8),
    ]
    if kind == "postgresql":
        bars.append(Bar(f"{kind}: one budget row, 16 clients, 3 ms commit", found.ratio(
            "one budget row, 16 clients, 3 ms commit", "single, 16 clients, 3 ms commit"), 0.5))
    return bars

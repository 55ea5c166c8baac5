"""How long reading takes on a large base: every page of the console, of the member, every read of the partners.

Asked in this process, by the clock on the wall and by the processor: whoever shares the machine lengthens the first
alone. Bars are of medians by the wall.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from admin.app import create_app
from server.api.doors import ApiDoors
from server.api.operations import DOORS
from server.clock import now
from server.db import db, open_engine, writing
from server.fields import keyring_of
from server.services.entering.links import issue
from server.services.partners.keys import issue_key
from server.settings import Settings
from server.web.running import EXTENSION
from tests.admin.console import hire, open_console, sign_in
from tests.bench.measure import Bar, environment
from tests.bench.reads_asked import API, CAMPAIGN, CONSOLE, MEMBER, Known, everything, known
from tests.bench.reads_base import Grown, grow, programme_text
from tests.bench.reads_copies import copy
from tests.bench.reads_timed import MOST_QUESTIONS, Timed, by_part, timed, worst
from tests.bench.reads_whatif import what_if_run, what_ifs
from tests.bench.server import FULL, KINDS, PACKAGES, SMALL
from tests.bench.server_setting import load_average, new_tables
from tests.postgres import PostgresServer, running_server
from tests.server.webhooks.till import reopen_coalition
from tests.site import Site, open_site

WORST = 10
MOST_MS = {CONSOLE: 150, API: 20, MEMBER: 20}
ENOUGH = 1_000_000
"""Requests a second that a partner may make, and miss, while it is measured."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a base, and how often each address is asked."""

    grown: Grown
    calls: int


SIZES: Mapping[str, Size] = {
    SMALL: Size(Grown(16, 3, 60, promises=False), 1), "medium": Size(Grown(200, 100, 1_000), 20),
    FULL: Size(Grown(200, 1_000, 5_000), 20)}


def bench(size: str) -> list[Bar]:
    """Both databases. The small size only shows that everything runs."""
    bars = measured(SIZES[size])
    return [] if size == SMALL else bars


def measured(size: Size) -> list[Bar]:
    """All measurements of one size, printed; their bars."""
    print(environment(PACKAGES) + f", load {load_average():.1f}")
    bars: list[Bar] = []
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        for kind in KINDS:
            bars += measured_on(kind, Path(folder), server, size)
    print(f"load at the end {load_average():.1f}")
    return bars


def measured_on(kind: str, folder: Path, server: PostgresServer, size: Size) -> list[Bar]:
    """One database: its base is grown, read, and dropped with the folder."""
    began = perf_counter()
    with _site(kind, folder, server, size.grown) as site:
        print(f"\n{kind}: {size.grown.members:,} members, ready after {perf_counter() - began:.0f} s", flush=True)
        found = list(_timings(site, size))
        for part, listed in by_part(found).items():
            print(f"\n{kind}, {part}: the slowest of {len(listed)}\n{worst(listed, WORST)}", flush=True)
        what_ifs(site, kind)
        return _bars(kind, found)


@contextmanager
def _site(kind: str, folder: Path, server: PostgresServer, grown: Grown) -> Iterator[Site]:
    room = folder / f"reads-{kind}"
    room.mkdir()
    url = new_tables(kind, folder, server, room)
    settings = Settings(database_url=url, mode="test", instance_path=str(room))
    engine = open_engine(settings, ledger=True)
    try:
        secrets = _told(settings, engine, room, grown)
        coalition = reopen_coalition(engine, room / "compiled", secrets)
        with open_site(settings, engine, room / "compiled", create=create_app, coalition=coalition) as site:
            yield site
    finally:
        engine.dispose()


def _told(settings: Settings, engine: Engine, room: Path, grown: Grown) -> Mapping[str, str]:
    """Everything that happened before; the partners' secrets."""
    with open_console(settings, engine, room / "compiled", text=programme_text(promises=grown.promises)) as site:
        grow(site, grown)
        secrets = site.coalition.secrets
    loading = open_engine(settings)
    try:
        copy(loading, grown, keyring_of(settings))
    finally:
        loading.dispose()
    return secrets


def _timings(site: Site, size: Size) -> Iterator[Timed]:
    engine, app = site.coalition.engine, site.app
    what_if_run(site, CAMPAIGN)
    hire(engine, "admin")
    found = known(engine, size.grown.copies)
    clients = _clients(site, found)
    engines = {engine, _pages_engine(app)}
    programme = app.extensions[EXTENSION].versions.in_force(now()).programme
    for asked in everything(app, programme, found):
        yield timed(clients[asked.who], engines, asked, size.calls)


def _pages_engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def _clients(site: Site, found: Known) -> Mapping[str, FlaskClient]:
    """Everybody who asks, signed in; ``quiet operator`` is of a partner at which next to nothing happens."""
    engine = site.coalition.engine
    site.app.extensions[DOORS] = ApiDoors(ENOUGH, ENOUGH)
    with Session(engine) as session:
        key = issue_key(session, "FRESH")
        session.commit()
    partner = site.visitor(authorization=f"Bearer {key}")
    return {
        "admin": sign_in(site, "admin"), "operator": sign_in(site, "partner_operator", partner="FRESH"),
        "quiet operator": sign_in(site, "partner_operator", partner="HOTEL"), "partner": partner,
        "member": _let_in(site, found.members["usual"]), "heavy": _let_in(site, found.members["heavy"]),
        "stranger": site.visitor()}


def _let_in(site: Site, member: str) -> FlaskClient:
    settings: Settings = site.app.extensions["tandem.settings"]
    with writing(site.coalition.engine) as connection:
        token = issue(connection, settings.secret_key, member, now())
    client = site.visitor()
    answer = client.post(f"/me/link/{token}")
    if answer.status_code != 303:
        raise RuntimeError(f"the link of {member} answers {answer.status_code}")
    return client


def _bars(kind: str, found: list[Timed]) -> list[Bar]:
    bars = []
    for part, listed in by_part(found).items():
        slowest = max(listed, key=lambda each: each.usual_ms)
        bars.append(Bar(f"{kind}: slowest of {len(listed)} reads of the {part}, ms, {slowest.asked}",
                        slowest.usual_ms, MOST_MS[part], least=False))
    most = max((each for each in found if each.asked.part == CONSOLE), key=lambda each: each.questions)
    return [*bars, Bar(f"{kind}: most questions of a page of the console, {most.asked}", most.questions,
                       MOST_QUESTIONS, least=False)]

"""Whether the clock tells who is a member: asking for a link with a known address beside an unknown one, in turn.

The bar is the difference of the medians, counted in what chance alone makes of it (the notch of a box plot).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from flask.testing import FlaskClient

from server.db import open_engine
from server.member.limits import Doorkeeper
from server.migrate import migrate
from server.settings import Settings
from tests.bench.measure import Bar, environment, short_time, table
from tests.bench.server import FULL, SMALL
from tests.bench.server_setting import load_average
from tests.site import Site, open_site

ASKINGS = {SMALL: 20, "medium": 500, FULL: 2_000}
GIVEN = ("known@example.com", "other@example.com", "third@example.com")
"""The first is a member's; the two others, who are nobody, show what chance makes of two that are alike."""
MOST_NOTCHES = 3.0


def bench(size: str) -> list[Bar]:
    """Ask in turn; print medians and quartiles."""
    print(f"\nlinks: {environment(('flask', 'sqlalchemy'))}, load {load_average():.1f}")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/links.sqlite3", mode="test", smtp_url="smtp://127.0.0.1:9")
        engine = open_engine(settings)
        migrate(engine)
        with open_site(settings, engine, Path(folder)) as site:
            taken = asked_in_turn(site, ASKINGS[size])
        engine.dispose()
    print(table(["address", "median", "quartiles"], [
        [given, short_time(median(times)), " … ".join(short_time(each) for each in quantiles(times)[::2])]
        for given, times in taken.items()]))
    known, other, third = taken.values()
    print(f"two unknown ones differ by {notches(other, third):.2f} notches")
    return [Bar("a known address is answered as fast as an unknown one, in notches", notches(known, other),
                MOST_NOTCHES, least=False)]


def asked_in_turn(site: Site, times: int) -> dict[str, list[float]]:
    """Seconds of each asking, by what was given."""
    till = site.till()
    assert till.post(till.event("member.joined", attributes={"email": GIVEN[0]})).status_code == 200
    visitor, taken = site.visitor(), {given: [] for given in GIVEN}
    for place in range(times):
        for given in (*GIVEN[place % 3:], *GIVEN[:place % 3]):
            taken[given].append(asked(site, visitor, given))
    return taken


def asked(site: Site, visitor: FlaskClient, given: str) -> float:
    """Seconds until the answer."""
    site.app.extensions["tandem.doorkeeper"] = Doorkeeper()
    begun = perf_counter()
    answer = visitor.post("/me/sign-in", data={"given": given})
    seconds = perf_counter() - begun
    assert answer.status_code == 200, answer.text
    return seconds


def notches(one: list[float], other: list[float]) -> float:
    """How far two medians are apart, in what chance makes of medians of so many: 1.57 quartile ranges over the root.

    >>> notches([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    0.0
    """
    def chance(times: list[float]) -> float:
        low, _, high = quantiles(times)
        return 1.57 * (high - low) / len(times) ** 0.5

    return abs(median(one) - median(other)) / ((chance(one) ** 2 + chance(other) ** 2) ** 0.5)

"""Histories that nobody thought of: whatever members do, database and memory agree, and a refusal changes nothing."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.books.holds import capture, hold, release
from rules.books.passing import day_begins
from rules.books.refund import refund
from rules.books.spend import burn
from rules.books.transfer import transfer
from tests.rules.coalition import award
from tests.server.ledger.kept import Kept, publish

POINTS = st.integers(1, 120)
DAYS = st.integers(1, 27)
NUMBERS = itertools.count()
DEEDS = ("earn", "earn_later", "burn", "hold", "capture", "release", "refund", "give_back", "transfer", "night")


class History:
    """One example's members and what they have done so far."""

    def __init__(self, engine):
        self.name = f"m{next(NUMBERS)}"
        self.friend = f"{self.name}-friend"
        self.kept = Kept(engine, self.name, self.friend)
        self.did = {"earn": [], "burn": [], "hold": []}
        self.today = date(2026, 3, 1)

    def does(self, deed, points, days):
        """Try a deed some days after the last one."""
        self.today += timedelta(days=days)
        getattr(self, deed)(f"{self.name}-{next(NUMBERS)}", self.today.isoformat(), points)

    def earn(self, id_, when, points, **more):
        awards = (award(self.name, points, expires="2026-09-30", **more), award(self.name, 7, rule="campaign:x"),
                  award(self.friend, 3, rule="campaign:friends"))
        self.kept.earn(id_, when, *awards, member=self.name)
        self.did["earn"].append(id_)

    def earn_later(self, id_, when, points):
        self.earn(id_, when, points, available="2026-10-15")

    def burn(self, id_, when, points):
        self.remember("burn", self.run(burn, id_, when, currency="AIR", points=points, partner="air"))

    def hold(self, id_, when, points):
        self.remember("hold", self.run(hold, id_, when, currency="AIR", points=points, partner="air"))

    def capture(self, id_, when, points):
        if self.did["hold"]:
            self.run(capture, id_, when, self.did["hold"][-1], points=points, partner="air", later=self.kept.entries)

    def release(self, id_, when, points):
        if self.did["hold"]:
            self.run(release, id_, when, self.did["hold"][-1], later=self.kept.entries)

    def refund(self, id_, when, points):
        if self.did["burn"]:
            self.run(refund, id_, when, self.did["burn"][-1], points=points, earlier=self.kept.entries)

    def transfer(self, id_, when, points):
        self.run(transfer, id_, when, self.kept.states[self.friend], currency="AIR", points=points)

    def give_back(self, id_, when, points):
        if self.did["earn"]:
            of = self.did["earn"].pop()
            self.kept.attempt(self.kept.give_back, id_, when, of, award(self.name, 5), amount="5", points_paid=0)

    def night(self, id_, when, points):
        self.run(day_begins, id_, when)

    def run(self, function, id_, when, *more, **arguments):
        return self.kept.attempt(self.kept.run, function, id_, when, *more, member=self.name, **arguments)

    def remember(self, deed, entry):
        if entry:
            self.did[deed].append(entry)


@pytest.fixture
def published(engine):
    publish(engine)
    return engine


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), POINTS, DAYS), min_size=1, max_size=10))
def test_whatever_members_do_the_database_keeps_the_books_that_memory_keeps(published, deeds):
    history = History(published)

    for deed, points, days in (("earn", 100, 1), *deeds):
        history.does(deed, points, days)

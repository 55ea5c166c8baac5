"""Any history of three members, on SQLite and PostgreSQL in lockstep: both keep the books that the oracle keeps.

The operations and the naive oracle are those of ``tests.rules.test_books_machine``; here every plan is also posted to
both databases, and after each one every invariant of the ledger is checked in both, and every row is compared.
"""

import os
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import text

from rules.books.redeem import STOCK, redeem
from rules.facts import Use
from server.db import open_engine
from server.settings import Settings
from tests.databases import KINDS
from tests.findings import none_of
from tests.rules.coalition import Books, name
from tests.rules.test_books_machine import MEMBERS, SOMEONE, BooksMachine, coalition
from tests.server.ledger.kept import NOON, comparable, dump, enrolment, event_of, loaded, posted, publish, written
from tests.tables import broken

EXAMPLES, STEPS = (100, 40) if os.environ.get("TANDEM_TEST_PROFILE") == "long" else (2, 15)
PRICE, PIECES = 5, 4
MUGS = Use("reward:mug", STOCK, "", "lifetime")
OPEN_STOCK = "INSERT INTO shared_use (campaign, cap, period, used) VALUES ('reward:mug', 0, 'lifetime', 0)"


class TwoLedgers(Books):
    """Books whose plans are also posted to both databases; after each all three hold the same."""

    def __init__(self, engines, **states):
        super().__init__(**{name_: replace(state, joined_at=NOON) for name_, state in states.items()})
        self.engines, self.events = engines, set()
        for engine in engines:
            publish(engine)
            written(engine, *(enrolment(name_) for name_ in sorted(states)))
            with engine.begin() as connection:
                connection.execute(text(OPEN_STOCK))

    def write(self, plan):
        if plan.entries or plan.past or plan.purchase:
            event = self.named(plan)
            for engine in self.engines:
                written(engine, posted(event, plan))
        super().write(plan)
        self.compare()
        return plan

    def named(self, plan):
        """The plan's own event; a return that moves no points has a name of its own all the same."""
        event = event_of(plan)
        while event in self.events:
            event += "-again"
        self.events.add(event)
        return event

    def compare(self):
        """The same rows in both databases, the same books as in memory, and every invariant."""
        sqlite, postgresql = (dump(engine) for engine in self.engines)
        assert sqlite == postgresql
        for engine in self.engines:
            none_of(broken(engine))
            states = loaded(engine, *self.states)
            for name_, state in self.states.items():
                assert comparable(states[name_]) == replace(comparable(state), convert_to={})


class LedgerMachine(BooksMachine):
    """Every operation on the product, on two databases, and on the oracle."""

    compiled = coalition(0, rewards=[{
        "code": "mug", "name": name("Mug"), "partner": "air", "currency": "AIR", "price": str(PRICE),
        "stock": PIECES}])

    def __init__(self, new_tables):
        super().__init__()
        self.sold = 0
        self.engines = [open_engine(Settings(database_url=new_tables(kind)), ledger=True) for kind in KINDS]
        self.books = TwoLedgers(self.engines, **{each: self.books.states[each] for each in MEMBERS})

    def teardown(self):
        for engine in self.engines:
            engine.dispose()

    @rule(member=SOMEONE, quantity=st.integers(1, 3))
    def redeem(self, member, quantity):
        spend, left = f"c{self.steps + 1:04}", PIECES - self.sold
        made = self.run_both(
            redeem, lambda naive, names: naive.burn(member, "AIR", quantity * PRICE, "air", spend) and quantity <= left,
            "mug", member=member, quantity=quantity, used={MUGS: self.sold})
        if made:
            self.sold += quantity
            self.spends[spend] = (member, made.entries[0], None)


def test_whatever_happens_two_databases_and_the_oracle_agree(new_tables):
    run_state_machine_as_test(lambda: LedgerMachine(new_tables), settings=settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)))

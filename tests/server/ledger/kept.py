"""The coalition's books in memory and in a database at once: what one writes the other must say too."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from sqlalchemy.orm import Session

from rules.books.accrue import accrue
from rules.books.spend import burn
from rules.decision import Decision
from rules.errors import PointsError
from rules.state import MemberState, Plan
from server.db import db, reading, writing
from server.ledger.chain import seal
from server.ledger.entries import all_entries
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted, Profile
from server.ledger.texts import decision_text, facts_text
from server.models import ProgrammeVersion
from tests.rules.coalition import Books, award, by, purchase_facts, version

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VERSION = "v1"


def publish(engine):
    """Let there be a version, so that entries have one to name."""
    with Session(engine) as session:
        session.add(ProgrammeVersion(hash=VERSION, body="", created_at=NOON))
        session.commit()


def enrolment(member, event=None, partner="air"):
    """A member joins, with the number ``A-<member>`` at the partner."""
    profile = Profile(member, NOON, identities=((partner, f"A-{member}"),))
    return posted(event or f"join-{member}", Plan(member), enrols=(profile,), kind="member.joined")


def posted(event, plan, *, kind="transaction.completed", partner="air", body_hash="", **more):
    """A plan as an item to post, under the business key ``<partner> <event>``."""
    facts = facts_text(plan.purchase.facts) if plan.purchase else ""
    outcome = decision_text(plan.decision) if plan.decision else ""
    return Posted(event, kind, Claimed(partner, event, body_hash), NOON, plan, version=VERSION, facts=facts,
                  outcome=outcome, answer=f'{{"event":"{event}"}}', **more)


def accrued(member, points, event="e1"):
    """A plan that gives a member points in one lot, whatever the member has."""
    decision = Decision(VERSION, event, (award(member, points),))
    facts = purchase_facts(event, "2026-03-01", member=member)
    return accrue(by(event, "2026-03-01"), facts, decision, MemberState(member))


def loaded(engine, *members, **more):
    """The states of these members as the database has them."""
    with writing(engine) as connection:
        return load(connection, [Asked(member=name) for name in members], now=NOON, **more).states


def written(engine, *items, **more):
    """Post items in a transaction of their own."""
    with writing(engine) as connection:
        post(connection, items, recorded_at=NOON, **more)


@cache
def open_version():
    """The coalition, where everybody may give points away."""
    return version(policies={"transfers": "true"})


class Kept(Books):
    """Books whose plans are also posted; after each the database must hold the same books."""

    def __init__(self, engine, *names):
        self.engine = engine
        super().__init__(*names, compiled=open_version())
        written(engine, *(enrolment(name) for name in names))
        self.states = {name: replace(state, joined_at=NOON) for name, state in self.states.items()}

    def write(self, plan):
        if plan.entries or plan.past or plan.purchase:
            written(self.engine, posted(event_of(plan), plan))
        super().write(plan)
        self.compare()
        return plan

    def attempt(self, use_case, *arguments, **more):
        """Run a use case that may be refused; then the database is exactly as it was. The first entry, or None."""
        before = dump(self.engine)
        try:
            plan = use_case(*arguments, **more)
        except PointsError:
            assert dump(self.engine) == before
            return None
        return next(iter(plan.entries), None)

    def earn_and_burn(self):
        """An entry of either kind, so that every table of the ledger has a row."""
        self.earn("e1", "2026-03-01", award("ada", 50))
        self.run(burn, "b1", "2026-03-02", currency="AIR", points=20, partner="air")

    def seal(self):
        """Seal everything; how many events were."""
        with writing(self.engine) as connection:
            return seal(connection, NOON)

    def compare(self):
        """Every member's books are the same in the database as in memory."""
        states = loaded(self.engine, *self.states)
        for name, state in self.states.items():
            assert comparable(states[name]) == comparable(state)
        assert entries_in(self.engine, self.states) == sorted(map(bare, self.entries), key=lambda entry: entry.id)


def event_of(plan):
    """The event that a plan's entries are numbered under."""
    if plan.entries:
        return plan.entries[0].id.rpartition(".")[0]
    return plan.past.id if plan.past else plan.purchase.event


def comparable(state):
    """A state without what only memory keeps: emptied lots and what lapsed from them."""
    lots = tuple(sorted((lot for lot in state.lots if lot.left), key=lambda lot: lot.id))
    past = tuple(sorted(state.past, key=lambda row: (row.occurred_at, row.id)))
    return replace(state, lots=lots, past=past, lapsed={}, number="")


def entries_in(engine, members):
    """Every entry that the database holds of these members."""
    with reading(engine) as connection:
        entries = [entry for member in members for entry in all_entries(connection, member)]
    return sorted(map(bare, entries), key=lambda entry: entry.id)


def bare(entry):
    """An entry without what its lots have become since."""
    reason = replace(entry.reason, event=entry.reason.event or entry.id.rpartition(".")[0], version="")
    return replace(entry, reason=reason, opens=tuple(sorted(
        (replace(lot, left=lot.accrued, pending=False, event="") for lot in entry.opens), key=lambda lot: lot.id)))


def dump(engine):
    """Every row of every table, to compare a database with itself."""
    with engine.connect().execution_options(reading=True) as connection:
        return {table.name: sorted(map(repr, connection.execute(db.select(table))))
                for table in db.metadata.sorted_tables}


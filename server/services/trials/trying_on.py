"""A draft tried on an event, by hand or a real one: what would be paid and the whole story of why. Nothing is written.

Errors: ``InvalidProgramme`` (the draft has faults), ``UnknownDecision``, ``UnknownPartner``.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine

from rules.books.history import Asked as Measured
from rules.canonical import content_hash
from rules.compiled import CompiledProgramme
from rules.compiling.compiler import compile_programme
from rules.decision import Decision
from rules.facts import Facts, Line
from rules.gather import local_time
from rules.intake import Reported, Shared, facts_for, wanted_by, with_shared
from rules.money import ZERO
from rules.programme import Campaign, Programme, Schedule
from rules.rating.rate import rate
from rules.rating.trace import Story, explain
from rules.state import MemberState, PastEvent, TierStanding
from server.clock import now
from server.columns import instant
from server.connection import MARKS, Connection
from server.db import reading
from server.ids import new_id
from server.ledger.load import Asked, load
from server.services.trials.decisions import decision_named

PURCHASE = "transaction.completed"
RECENT = """
SELECT e.id, e.partner, e.reference, e.type, e.occurred_at FROM event e WHERE e.member_id = {0} AND e.outcome <> ''
ORDER BY e.id DESC LIMIT 20"""
KEPT = 8
MOST_EARLIER = 50
MOST_MEMBERS = 5_000
_compiled: OrderedDict[str, CompiledProgramme] = OrderedDict()
_compiling = Lock()


@dataclass(frozen=True, slots=True)
class Basket:
    """An event made by hand. ``at`` is local wall time; a ``number`` nobody knows, or none, is a new member."""

    partner: str
    at: datetime
    lines: tuple[Line, ...]
    type: str = PURCHASE
    number: str = ""
    store: str = ""
    channel: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Recent:
    """A real event of a member, to be tried on."""

    id: str
    partner: str
    reference: str
    type: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """What the draft answers: the facts it looked at, the decision, and the story of every rule."""

    facts: Facts
    decision: Decision
    stories: tuple[Story, ...]

    def story(self, rule: str) -> Story | None:
        """What became of one rule."""
        return next((each for each in self.stories if each.rule == rule), None)


def as_if_running(programme: Programme, code: str) -> Programme:
    """The programme with one campaign switched on and without first or last day; its recurring times stay."""
    return replace(programme, campaigns=tuple(
        _running(each) if each.code == code else each for each in programme.campaigns))


def _running(campaign: Campaign) -> Campaign:
    schedule = Schedule(windows=campaign.schedule.windows, zone=campaign.schedule.zone)
    return replace(campaign, status="live", schedule=schedule, holdout=0)


def compiled_draft(programme: Programme) -> CompiledProgramme:
    """A draft ready to rate; the last few are kept. Raises ``InvalidProgramme``."""
    version = content_hash(programme)
    with _compiling:
        if version not in _compiled:
            _compiled[version] = compile_programme(programme, version)
            if len(_compiled) > KEPT:
                _compiled.popitem(last=False)
        return _compiled[version]


def try_basket(engine: Engine, compiled: CompiledProgramme, basket: Basket) -> Tried:
    """Rate a basket made by hand, with the member's real past and books when it has a number."""
    reported = _reported(compiled.programme, basket)
    with reading(engine) as connection:
        member = _member(connection, basket) or _newcomer(reported, basket)
        return _tried(connection, compiled, facts_for(compiled, reported, member))


def recent_events(engine: Engine, programme: Programme, number: str) -> list[Recent]:
    """The last twenty decided events of whoever has this number at one of the partners, newest first."""
    with reading(engine) as connection:
        found = _by_number(connection, number, [partner.code for partner in programme.partners])
        rows = connection.rows(RECENT.format(MARKS[connection.kind]), (found,)) if found else []
    return [Recent(*row[:4], instant(row[4])) for row in rows]


def try_event(engine: Engine, compiled: CompiledProgramme, event: str) -> Tried:
    """Rate a real event again under the draft: its stored facts, and figures it now asks of the past as of then."""
    stored = decision_named(engine, event)
    facts = PastBooks(engine).told(compiled, stored.known())
    with reading(engine) as connection:
        return _tried(connection, compiled, facts)


class PastBooks:
    """What members did, fetched once for many events; the last few thousand members are kept."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._past: OrderedDict[str, tuple[PastEvent, ...]] = OrderedDict()

    def fetch(self, members: Iterable[str]) -> None:
        """Read the past of members that are not here yet, in one statement."""
        wanted = sorted(set(members) - self._past.keys())
        if not wanted:
            return
        with reading(self.engine) as connection:
            states = load(connection, [Asked(member=member) for member in wanted], now=now(), locking=False).states
        self._past.update({member: states[member].past if member in states else () for member in wanted})
        while len(self._past) > MOST_MEMBERS:
            self._past.popitem(last=False)

    def told(self, compiled: CompiledProgramme, facts: Facts) -> Facts:
        """Facts with every figure of the past that a version asks for, as of then; stored ones stay as they were."""
        missing = [need for need in compiled.needs if need not in facts.history]
        if not missing:
            return facts
        self.fetch([facts.member.id])
        rows = [row for row in self._past[facts.member.id] if row.id < facts.event.id]
        measured = Measured(rows, facts.event.occurred_at)
        return replace(facts, history={**facts.history, **{need: measured[need] for need in missing}})


def earlier_of(engine: Engine, facts: Facts) -> list[dict[str, Any]]:
    """A member's events before one event, as an example gives them: newest fifty, and nothing that names anybody."""
    with reading(engine) as connection:
        states = load(connection, [Asked(member=facts.member.id)], now=now(), locking=False).states
    past = states[facts.member.id].past if facts.member.id in states else ()
    return [_earlier(row) for row in past if row.id < facts.event.id][-MOST_EARLIER:]


def _earlier(row: PastEvent) -> dict[str, Any]:
    said = {"at": row.occurred_at.isoformat(timespec="seconds"), "partner": row.partner, "type": row.type,
            "amount": row.amount, "base": dict(row.base), "categories": dict(row.quantities),
            "points_used": row.points_used}
    return {key: part for key, part in said.items() if part}


def _tried(connection: Connection, compiled: CompiledProgramme, facts: Facts) -> Tried:
    wanted = wanted_by(compiled, facts)
    budgets = {**budgets_of(compiled.programme), **_left(connection, wanted.budgets), **facts.budgets}
    shared = Shared({code: budgets.get(code, 0) for code in wanted.budgets}, {}, facts.dice)
    complete = with_shared(facts, shared)
    decision = rate(compiled, complete)
    return Tried(complete, decision, explain(compiled, complete, decision))


def budgets_of(programme: Programme) -> dict[str, int]:
    """What each budgeted campaign of a programme may give in all."""
    return {each.code: int(each.budget) for each in programme.campaigns if each.budget.isdecimal()}


def pools_left(connection: Connection, programme: Programme) -> dict[str, int]:
    """What each pool holds now, as ``pool:<code>``."""
    return _left(connection, [f"pool:{pool.code}" for pool in programme.pools])


def _left(connection: Connection, codes: Iterable[str]) -> dict[str, int]:
    """Points left in budgets and pools that exist already."""
    listed = sorted(codes)
    if not listed:
        return {}
    marks = ", ".join([MARKS[connection.kind]] * len(listed))
    rows = connection.rows(f"SELECT code, points_left FROM budget WHERE code IN ({marks})", listed)  # noqa: S608
    return {code: int(left) for code, left in rows}


def _reported(programme: Programme, basket: Basket) -> Reported:
    at = basket.at.replace(tzinfo=local_time(programme, basket.partner, basket.store, now()).tzinfo)
    return Reported(
        id=new_id(), partner=basket.partner, type=basket.type, reference="", number=basket.number, occurred_at=at,
        amount=sum((line.amount for line in basket.lines), start=ZERO), currency=programme.money,
        channel=basket.channel, store=basket.store, lines=basket.lines)


def _member(connection: Connection, basket: Basket) -> MemberState | None:
    found = _by_number(connection, basket.number, [basket.partner]) if basket.number else ""
    if not found:
        return None
    state = load(connection, [Asked(member=found)], now=now(), locking=False).states[found]
    return replace(state, number=basket.number)


def _by_number(connection: Connection, number: str, partners: Sequence[str]) -> str:
    """The member with this number at the first of these partners, "" for none."""
    mark = MARKS[connection.kind]
    listed = ", ".join([mark] * len(partners))
    rows = connection.rows(
        f"SELECT member_id FROM identity WHERE partner IN ({listed}) AND number = {mark} "  # noqa: S608
        "ORDER BY partner LIMIT 1", (*partners, number))
    return str(rows[0][0]) if rows else ""


def _newcomer(reported: Reported, basket: Basket) -> MemberState:
    return MemberState(id="mem_nobody", number=basket.number, joined_at=reported.occurred_at,
                       tier=TierStanding(basket.tier))

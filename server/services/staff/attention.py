"""What a person should look at, and what today came to: a few cheap questions, whatever the number of members.

With ``partner`` everything is of that partner alone, and what is the programme's is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from rules.programme import Campaign, Programme
from rules.rating.schedule import life
from server.models import (
    AdjustmentRequest,
    Block,
    Budget,
    DailyStatistic,
    Delivery,
    Endpoint,
    Event,
    Outbox,
    Submission,
    Tranche,
    Waiting,
)

SOON = timedelta(days=7)
NEAR_END_PERCENT = 90
MOST = 20
LATELY = timedelta(days=1)
UNSEALED = timedelta(minutes=2)
"""How long an event may wait for its block before somebody should look at the worker."""
EVENTS, CATEGORIES = "event:%", "category:%"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each wait: for a second person, for a person, for a partner's server, for the worker."""

    submissions: int = 0
    adjustments: int = 0
    held: int = 0
    parked: int = 0
    failing_endpoints: int = 0
    dead_deliveries: int = 0
    dead_work: int = 0


@dataclass(frozen=True, slots=True)
class NearEnd:
    """A budget of which most is given: ``left`` of ``total`` points."""

    code: str
    left: int
    total: int


@dataclass(frozen=True, slots=True)
class Turning:
    """A campaign that starts or ends within a week, at an instant."""

    campaign: Campaign
    starts: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Seal:
    """How far the chain of blocks has come; ``late`` when events wait for it too long."""

    blocks: int
    until: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Daily:
    """One local day: how many events, and points that came to members and left them, by currency."""

    on: date
    events: int
    issued: Mapping[str, int]
    used: Mapping[str, int]


def counts(session: Session, at: datetime, partner: str = "") -> Counts:
    """Everything in one statement."""
    asked: dict[str, Any] = {
        "held": _number(Waiting, Waiting.settled_at.is_(None), Waiting.status == "held", _of(Waiting, partner)),
        "parked": _number(Waiting, Waiting.settled_at.is_(None), Waiting.status == "parked", _of(Waiting, partner)),
        "failing_endpoints": _number(Endpoint, or_(Endpoint.failing_since.is_not(None),
                                                   Endpoint.disabled_at.is_not(None)), _of(Endpoint, partner)),
        "dead_deliveries": _number(Delivery, Delivery.created_at >= at - LATELY, Delivery.dead_at.is_not(None),
                                   _of(Delivery, partner)),
    }
    if not partner:
        asked |= {"submissions": _number(Submission, Submission.status.in_(("open", "approved"))),
                  "adjustments": _number(AdjustmentRequest, AdjustmentRequest.status == "open"),
                  "dead_work": _number(Outbox, Outbox.dead_at.is_not(None))}
    row = session.execute(select(*(query.label(name) for name, query in asked.items()))).one()
    return Counts(**row._mapping)


def _number(model: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(model).where(*conditions).scalar_subquery()


def _of(model: Any, partner: str) -> ColumnElement[bool]:
    return model.partner == partner if partner else true()


def near_end(session: Session, percent: int = NEAR_END_PERCENT) -> list[NearEnd]:
    """Budgets of campaigns of which at least so much is given, what is least left first."""
    reserved = select(Tranche.code, func.sum(Tranche.points_left).label("left")).group_by(Tranche.code).subquery()
    left = Budget.points_left + func.coalesce(reserved.c.left, 0)
    query = select(Budget.code, left, Budget.points_total).outerjoin(reserved, reserved.c.code == Budget.code).where(
        Budget.kind == "campaign", Budget.points_total > 0, left * 100 <= Budget.points_total * (100 - percent))
    rows = session.execute(query.order_by(left).limit(MOST))
    return [NearEnd(code, int(rest), int(total)) for code, rest, total in rows]


def turning(programme: Programme, at: datetime) -> list[Turning]:
    """Campaigns that start or end within a week, the soonest first."""
    found = []
    for campaign in programme.campaigns:
        if campaign.status != "live":
            continue
        starts, ends = life(campaign.schedule, ZoneInfo(campaign.schedule.zone or programme.zone))
        found += [Turning(campaign, is_start, moment) for is_start, moment in ((True, starts), (False, ends))
                  if at < moment <= at + SOON]
    return sorted(found, key=lambda each: each.at)


def paused(programme: Programme) -> list[Campaign]:
    """Campaigns in force that are switched off."""
    return [campaign for campaign in programme.campaigns if campaign.status == "paused"]


def seal(session: Session, at: datetime) -> Seal:
    """How far the ledger is sealed."""
    row = session.execute(select(
        select(func.max(Block.number)).scalar_subquery(), select(func.max(Block.sealed_until)).scalar_subquery(),
        select(func.max(Event.recorded_at)).scalar_subquery())).one()
    blocks, until, newest = row
    late = newest is not None and (until is None or newest > until) and newest < at - UNSEALED
    return Seal(int(blocks or 0), until, late)


def days(session: Session, today: date, number: int, partner: str = "") -> list[Daily]:
    """So many days, also quiet ones; the last is the latest up to ``today`` on which anything happened."""
    is_event = DailyStatistic.subject.like(EVENTS)
    is_entry = and_(~is_event, ~DailyStatistic.subject.like(CATEGORIES))
    known = and_(DailyStatistic.happened_on <= today, _of(DailyStatistic, partner))
    latest = select(DailyStatistic.happened_on).where(known).distinct().order_by(
        DailyStatistic.happened_on.desc()).limit(number).subquery()
    query = select(
        DailyStatistic.happened_on, DailyStatistic.currency, func.sum(case((is_event, DailyStatistic.times), else_=0)),
        func.sum(case((is_entry, DailyStatistic.points_in), else_=0)),
        func.sum(case((is_entry, DailyStatistic.points_out), else_=0)),
    ).where(known, DailyStatistic.happened_on.in_(select(latest.c.happened_on)))
    found: dict[date, list[Any]] = defaultdict(list)
    for row in session.execute(query.group_by(DailyStatistic.happened_on, DailyStatistic.currency)):
        found[row[0]].append(row)
    last = max(found, default=today)
    return [_daily(last - timedelta(days=back), found) for back in reversed(range(number))]


def _daily(on: date, found: Mapping[date, Sequence[Any]]) -> Daily:
    rows = found.get(on, ())
    return Daily(on, sum(int(row[2]) for row in rows), {row[1]: int(row[3]) for row in rows if row[1] and row[3]},
                 {row[1]: int(row[4]) for row in rows if row[1] and row[4]})

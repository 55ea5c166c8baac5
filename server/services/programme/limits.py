"""Budgets, stock and pools as the version in force says: set when a publication takes effect, once, in its turn.

A publication in the future changes nothing today. When its time has come, whoever is next to look at the books sets
what it says, in a transaction of its own before theirs; a worker does it where nobody comes. One that was published
for a time before another that has taken effect already only adds what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from rules.canonical import from_json
from rules.programme import Programme
from rules.shape import read
from server.clock import now
from server.ledger.budgets import call_back
from server.models import Budget, BudgetsSet, ProgrammeVersion, Publication, stands
from server.services.programme.pools import open_pools
from server.versions import Timeline, Versions

NEVER = datetime.max.replace(tzinfo=UTC)


class Limits:
    """Keeps the limits of one database up with its versions, for one process; a look costs nothing between changes."""

    def __init__(self, engine: Engine, versions: Versions) -> None:
        self.engine, self.versions = engine, versions
        self._seen: Timeline | None = None
        self._next = NEVER

    def keep(self, moment: datetime) -> None:
        """See to it that every publication of before ``moment`` has set its limits."""
        timeline = self.versions.timeline
        if timeline is self._seen and moment < self._next:
            return
        with Session(self.engine) as session:
            set_due(session, moment)
            session.commit()
        self._next = min((each for each in timeline.instants if each > moment), default=NEVER)
        self._seen = timeline


def set_due(session: Session, moment: datetime) -> None:
    """Set what the publications in force by ``moment`` say, in their order, each once. The caller commits."""
    if not _due(session, moment):
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE budgets_set IN EXCLUSIVE MODE"))
    latest = _latest(session)
    for publication in _due(session, moment):
        turn = (publication.effective_at, publication.number)
        _set(session, _programme(session, publication.version), newer=latest is None or turn > latest)
        latest = turn if latest is None else max(latest, turn)
        session.add(BudgetsSet(number=publication.number, set_at=now()))
        session.flush()


def _due(session: Session, moment: datetime) -> list[Publication]:
    """Publications in force whose limits are not set, in the order they took effect."""
    query = select(Publication).where(
        Publication.effective_at <= moment, stands(), Publication.number.not_in(select(BudgetsSet.number)))
    return list(session.scalars(query.order_by(Publication.effective_at, Publication.number)))


def _latest(session: Session) -> tuple[datetime, int] | None:
    """When the newest publication took effect whose limits are set, and its number."""
    query = select(Publication.effective_at, Publication.number).join(
        BudgetsSet, BudgetsSet.number == Publication.number)
    row = session.execute(query.order_by(Publication.effective_at.desc(), Publication.number.desc()).limit(1)).first()
    return (row[0], row[1]) if row else None


def _programme(session: Session, version: str) -> Programme:
    programme = read(from_json(session.get_one(ProgrammeVersion, version).body)).programme
    assert programme is not None, f"version {version} was published"
    return programme


def _set(session: Session, programme: Programme, *, newer: bool) -> None:
    """A new limit starts whole; a changed one keeps account of what was given, also of what went beyond."""
    for code, kind, total in _limited(programme):
        held = session.get(Budget, code, with_for_update=True)
        if held is None:
            session.add(Budget(code=code, kind=kind, points_total=total, points_left=total))
        elif newer and held.points_total != total:
            left = held.points_left + call_back(session, code)
            given = held.points_total + held.points_over - left
            held.points_total, held.points_left = total, max(total - given, 0)
            held.points_over = max(given - total, 0)
    if newer:
        open_pools(session, programme)


def _limited(programme: Programme) -> Iterable[tuple[str, str, int]]:
    """Code, kind and size of everything a programme limits by a row of its own, in the order rows are locked."""
    campaigns = [(each.code, "campaign", int(each.budget)) for each in programme.campaigns if each.budget]
    rewards = [(f"reward:{each.code}", "reward", each.stock) for each in programme.rewards if each.stock is not None]
    prizes = [(f"prize:{draw.code}:{prize.code}", "prize", prize.stock)
              for draw in programme.draws for prize in draw.prizes if prize.stock is not None]
    return sorted([*campaigns, *rewards, *prizes])

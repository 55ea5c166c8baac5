"""The way of a webhook as it is usually written: objects of the ORM read, changed and flushed, one commit an event.

The rules are the same and so are the rows; only reading and writing differ. Kept to show what the hot way saves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.entries import Lot
from rules.facts import Use
from rules.intake import facts_for, take_facts, wanted_by, with_shared
from rules.reported import Shared
from rules.state import MemberState, Plan, TierStanding
from server.clock import now
from server.columns import Instant, instant
from server.db import db
from server.ids import new_id
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.rows import Row, rows_of
from server.ledger.texts import decision_text, facts_text, text
from server.ledger.writes import WRITES
from server.taking.enrolment import newcomer, profile_of
from server.taking.telling import answer_of
from server.versions import Versions
from server.webhooks.edge import Incoming, incoming
from tests.bench.server_client import Run, run_of
from tests.bench.server_setting import PARTNER, Place

MODELS: Mapping[str, Any] = {mapper.class_.__table__.name: mapper.class_ for mapper in db.Model.registry.mappers}
SUMS = {"balance": ("available", "pending", "held"), "use_count": ("used",)}
STOCKS = ("budget", "tranche")


def run_orm(place: Place, events: Sequence[bytes]) -> Run:
    """Every event decoded, read, rated and written through the ORM."""
    versions = Versions(place.engine, place.folder / "compiled")
    versions.refresh()
    start, taken = perf_counter(), []
    for event in events:
        began = perf_counter()
        with Session(place.engine) as session:
            _take(session, versions, incoming(event, PARTNER))
            session.commit()
        taken.append(perf_counter() - began)
    return run_of(taken, perf_counter() - start, len(events))


def _take(session: Session, versions: Versions, event: Incoming) -> None:
    reported, at = event.reported, now()
    compiled = versions.in_force(reported.occurred_at)
    known = session.get(MODELS["identity"], (reported.partner, reported.number))
    state = _state(session, known.member_id, reported.number) if known else newcomer(new_id(), reported)
    facts = facts_for(compiled, reported, state)
    codes = wanted_by(compiled, facts).budgets
    budgets = session.scalars(select(MODELS["budget"]).where(MODELS["budget"].code.in_(codes))).all()
    facts = with_shared(facts, Shared(budgets={each.code: each.points_left for each in budgets}))
    plan = take_facts(compiled, reported, facts, state)
    answer = answer_of(compiled, reported.id, plan, state, state, partner=reported.partner, consents=True)
    enrols = () if known else (profile_of(state, ((reported.partner, reported.number),)),)
    _write(session, rows_of([_posted(event, plan, compiled.version, answer, enrols, at)], at))


def _posted(event: Incoming, plan: Plan, version: str, answer: bytes, enrols: Any, at: datetime) -> Posted:
    reported = event.reported
    assert plan.facts is not None
    assert plan.decision is not None
    work = Work(new_id(), "event.recorded", text({"event": reported.id, "member": plan.member}), at)
    return Posted(
        reported.id, reported.type, Claimed(reported.partner, reported.reference, event.fingerprint.hex()),
        reported.occurred_at, plan, version, facts=facts_text(plan.facts), outcome=decision_text(plan.decision),
        answer=answer.decode(), work=(work,), enrols=enrols)


def _state(session: Session, member: str, number: str) -> MemberState:
    """The member's books out of objects."""
    row = session.get(MODELS["member"], member, with_for_update=True)
    return MemberState(
        id=member, number=number, joined_at=row.joined_at, birthday=row.birthday, phone=row.phone,
        referrer=row.referrer, growth=row.growth, attributes=json.loads(row.attributes),
        tier=TierStanding(row.tier, row.tier_since_on, row.tier_until_on), lots=_lots(_all(session, "lot", member)),
        owed={each.currency: each.owed for each in _all(session, "balance", member) if each.owed},
        used={Use(each.campaign, each.cap, member, each.period): each.used
              for each in _all(session, "use_count", member)},
        tags=frozenset(each.tag for each in _all(session, "member_tag", member)))


def _all(session: Session, table: str, member: str) -> Sequence[Any]:
    model = MODELS[table]
    return session.scalars(select(model).where(model.member_id == member)).all()


def _lots(rows: Iterable[Any]) -> tuple[Lot, ...]:
    return tuple(Lot(each.id, each.member_id, each.currency, each.points_accrued, each.points_left, each.expires_on,
                     each.available_on, each.pending, each.entry_id or each.id, each.event_id)
                 for each in rows if each.points_left)


def _write(session: Session, rows: Mapping[str, Sequence[Row]]) -> None:
    for write in WRITES:
        for row in rows.get(write.name, ()):
            _one(session, write.name, dict(zip(write.columns, row, strict=True)))
        session.flush()


def _one(session: Session, name: str, values: dict[str, Any]) -> None:
    """One object: added, or found and changed."""
    if name == "touched":
        member = session.get(MODELS["member"], values["id"])
        member.version, member.growth = member.version + 1, member.growth + values["growth"]
    elif name == "drawn":
        session.get(MODELS["lot"], (values["member_id"], values["id"])).points_left -= values["drawn"]
    elif name in STOCKS:
        session.get(MODELS[name], values["code"], with_for_update=True).points_left -= values["points"]
    elif name in SUMS:
        _add_up(session, name, values)
    else:
        session.merge(_object(name, values)) if name in ("past", "progress") else session.add(_object(name, values))


def _add_up(session: Session, name: str, values: dict[str, Any]) -> None:
    model = MODELS[name]
    found = session.get(model, tuple(values[key.name] for key in model.__table__.primary_key))
    if found is None:
        session.add(_object(name, {**values, **({"owed": values["owed"] or 0} if "owed" in values else {})}))
        return
    for column in SUMS[name]:
        setattr(found, column, getattr(found, column) + values[column])


def _object(name: str, values: dict[str, Any]) -> Any:
    """A new object; stored numbers and texts become the instants and days the models want."""
    columns = MODELS[name].__table__.columns
    return MODELS[name](**{key: _typed(columns[key].type, value) for key, value in values.items()})


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return instant(value)
    return date.fromisoformat(value) if type(kind).__name__ == "Day" else value

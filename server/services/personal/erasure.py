"""A member is forgotten: who it was goes, the books stay whole under an id that leads to nobody.

Points that are left lapse by an entry of their own, so that the ledger balances; events, entries and their seals are
not touched, since they never held who it was (``server.ledger.apart``). What stands where is told by
``server.services.personal.tables``. Safe to run twice, and to go on after a crash.

Errors: ``PointsLeft``, ``PointsHeld``, ``UnknownMember``, and what ``Desk.do`` raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from rules.books.draft import Draft
from rules.books.lots import soonest_expiring
from rules.entries import BREAKAGE, Draw, Reason
from rules.errors import PointsError
from rules.state import Plan
from server.clock import now
from server.connection import SQLITE
from server.ids import new_id
from server.ledger.texts import text
from server.models import Balance, Event, Identity, Member, Outbox, PersonalFact, Waiting
from server.services.personal.purging import ask_for_purge
from server.services.personal.tables import HOLDINGS, TABLES, named_tables
from server.services.points.desk import Books, Deed, Desk, ReferenceTaken, Request, UnknownMember
from server.services.staff.auditing import record

TYPE = "member.erased"
ACTION = "member.erased"
REASON = "erased at the member's request"
TRIES = 5
ERASED = "erased"


class PointsLeft(PointsError):
    """The member still has points, and nobody said that they may lapse."""

    code = "points_left"


class PointsHeld(PointsError):
    """Points are set aside; they are captured or released first."""

    code = "points_held"


@dataclass(frozen=True, slots=True)
class Left:
    """What a member has, by currency: points to spend, points not spendable yet, points set aside, points owed."""

    available: Mapping[str, int]
    pending: Mapping[str, int]
    held: Mapping[str, int]
    owed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: points that lapsed by currency, and rows removed or blanked by table."""

    lapsed: Mapping[str, int]
    rows: Mapping[str, int]


def left(session: Session, member: str) -> Left:
    """What would lapse, or stands in the way."""
    rows = session.scalars(select(Balance).where(Balance.member_id == member)).all()
    sums = {name: {row.currency: getattr(row, name) for row in rows if getattr(row, name)}
            for name in ("available", "pending", "held", "owed")}
    sums["available"] = {row.currency: row.available + row.owed for row in rows if row.available + row.owed}
    return Left(**sums)


def erase(desk: Desk, member: str, by: str, *, forfeit: bool = False) -> Erased:
    """Forget a member; with ``forfeit`` the points that are left lapse, without it they stand in the way."""
    lapsed: dict[str, int] = {}
    for attempt in range(TRIES):
        stood = _standing(desk.engine, member, forfeit)
        for points in (stood.available, stood.pending):
            for currency, number in points.items():
                lapsed[currency] = lapsed.get(currency, 0) + number
        _lapse(desk, member, by, attempt)
        with Session(desk.engine) as session, session.begin():
            rows = _forget(session, member, by)
        if rows is not None:
            return Erased(lapsed, rows)
    raise PointsLeft("points kept coming while the member was erased; try again")


def _standing(engine: Engine, member: str, forfeit: bool) -> Left:
    with Session(engine) as session:
        if session.get(Member, member) is None:
            raise UnknownMember(member)
        stood = left(session, member)
    if stood.held:
        raise PointsHeld(f"points are set aside: {_said(stood.held)}; capture or release them first")
    if (stood.available or stood.pending) and not forfeit:
        raise PointsLeft(f"the member still has {_said(stood.available)}{_said(stood.pending, ' pending')}")
    return stood


def _said(points: Mapping[str, int], word: str = "") -> str:
    return " ".join(f"{number:,} {currency}{word}" for currency, number in sorted(points.items()))


def _lapse(desk: Desk, member: str, by: str, attempt: int) -> None:
    """An entry for each lot that has points left, into breakage; on a repetition nothing."""
    reference = f"erase:{member}" if attempt == 0 else f"erase:{member}:{new_id()}"
    with suppress(ReferenceTaken):
        desk.do(Request(reference, member, reason=Reason(person=by, text=REASON)), Deed(TYPE, {}, _all_lots))


def _all_lots(books: Books) -> Plan:
    draft = Draft(books.command, (books.state,))
    for lot in soonest_expiring(books.state.lots):
        if draft.lot(lot.id, lot.member).left:
            draft.enter("expiry", [(BREAKAGE, lot.currency, lot.left)], draws=(Draw(lot.id, lot.left, lot.member),))
    return draft.plan(books.state.id)


def _forget(session: Session, member: str, by: str) -> dict[str, int] | None:
    """Everything that tells who it was, under the member's lock; None when points came meanwhile."""
    if session.get_bind().dialect.name == SQLITE:
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    session.get(Member, member, with_for_update=True)
    stood = left(session, member)
    if stood.available or stood.pending or stood.held:
        return None
    numbers = session.scalars(select(Identity.number).where(Identity.member_id == member)).all()
    rows = {"outbox": _outbox(session, member), "personal_fact": _spoken_of(session, member, numbers)}
    _settle(session, member)
    last = ("identity",)
    for table, holding in sorted(named_tables().items(), key=lambda each: (each[0].name in last, each[0].name)):
        found = holding.find(table, member)
        if holding.erasure == "removed":
            rows[table.name] = rows.get(table.name, 0) + session.execute(delete(table).where(found)).rowcount
        elif holding.blanks:
            rows[table.name] = session.execute(update(table).where(found).values(**holding.blanks)).rowcount
    session.execute(update(Member).where(Member.id == member).values(version=Member.version + 1))
    record(session, by, ACTION, f"member:{member}")
    ask_for_purge(session)
    return {name: number for name, number in rows.items() if number}


def _outbox(session: Session, member: str) -> int:
    """Work that is still to be done goes on without the number."""
    found = session.scalars(select(Outbox).where(HOLDINGS["outbox"].find(TABLES["outbox"], member))).all()
    for row in found:
        row.payload = text({**msgspec.json.decode(row.payload), "number": ""})
    session.flush()
    return len(found)


def _spoken_of(session: Session, member: str, numbers: Any) -> int:
    """What events of other members say of this one, whom they named as who brought them."""
    named = [PersonalFact.words.contains(f'"referrer":{text(number)}', autoescape=True) for number in numbers]
    for_it = PersonalFact.referrer == member
    for condition in named:
        for_it = for_it | condition
    found = session.scalars(select(PersonalFact).where(PersonalFact.member_id != member, for_it)).all()
    for row in found:
        words = msgspec.json.decode(row.words)
        words.pop("referrer", None)
        words["event"] = {name: value for name, value in words.get("event", {}).items() if name != "referrer"}
        row.words, row.referrer = text({**words, ERASED: True}), ""
    session.flush()
    return len(found)


def _settle(session: Session, member: str) -> None:
    """Nothing of the member waits any more."""
    table = TABLES["waiting"]
    session.execute(update(Waiting).where(HOLDINGS["waiting"].find(table, member), Waiting.settled_at.is_(None)).values(
        settled_at=now(), why=ERASED))


def is_erased(session: Session, member: str) -> bool:
    """Whether a member was erased."""
    return session.scalars(select(Event.id).where(Event.member_id == member, Event.type == TYPE)).first() is not None

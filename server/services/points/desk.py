"""How a request for points is carried out: exactly once by its business key, in one commit, under the locks.

A use case hands a ``Deed`` to the ``Desk``, which loads the members' books, lets the deed plan on them and posts the
plan. What is refused is raised and leaves nothing behind. This module knows no mechanics; they stand in ``rules``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine

from rules.answer import answer_for
from rules.books import apply
from rules.books.history import horizon
from rules.compiled import CompiledProgramme
from rules.entries import NO_REASON, Reason
from rules.errors import PointsError
from rules.facts import Use
from rules.gather import local_time
from rules.reported import Wanted
from rules.state import Command, MemberState, Plan
from server.clock import now
from server.connection import Connection
from server.db import writing
from server.ids import new_id
from server.ledger.budgets import Purse
from server.ledger.load import Asked, FirstAnswer, Loaded, load
from server.ledger.post import NotPosted, post
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.texts import text
from server.services.programme.limits import Limits
from server.taking.batch import FOLLOW
from server.taking.intake import DATABASE_ERRORS, TRIES
from server.taking.purchases import with_lots
from server.taking.shared import SharedBooks
from server.taking.telling import as_allowed
from server.versions import Versions
from server.webhooks.edge import Answered

OWN = "request:"
"""How references of requests begin that no partner makes, apart from those of periodic work."""
log = structlog.get_logger()


class UnknownMember(PointsError):
    """A request names a member that does not exist."""

    code = "member_unknown"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"there is no member {name}")


class ReferenceTaken(PointsError):
    """A reference came before with another request; the first stays in force."""

    code = "reference_conflict"

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"the reference {reference} was used before for something else")


class NotDone(PointsError):
    """The database was away, or every try lost its race; nothing was written."""

    code = "unavailable"


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks under which business key. The member is named by id, or by its number at the partner.

    ``partner`` is "" for staff and for members themselves; ``reason`` names the person who answers for it.
    """

    reference: str
    member: str = ""
    number: str = ""
    partner: str = ""
    reason: Reason = NO_REASON

    @property
    def claimed(self) -> str:
        """The reference as it is claimed: never one that periodic work makes."""
        return self.reference if self.partner else OWN + self.reference


@dataclass(slots=True)
class Books:
    """What a deed plans on, read under the locks; ``others`` are the further members it asked for, in order.

    What a deed puts into ``told`` is added to the answer.
    """

    connection: Connection
    compiled: CompiledProgramme
    command: Command
    state: MemberState
    others: tuple[MemberState, ...]
    at: datetime
    told: dict[str, Any] = field(default_factory=dict)

    def used(self, uses: Iterable[Use]) -> Mapping[Use, int]:
        """What is taken of shared uses; their rows stay locked until the commit."""
        shared = SharedBooks(self.connection, Purse(""), self.at, locking=True)
        return shared.read(Wanted(uses=frozenset(uses))).used

    def load_lots(self, lots: Sequence[str]) -> None:
        """Add these lots to the member's books, emptied ones too."""
        self.state = with_lots(self.connection, self.state, lots)


@dataclass(frozen=True, slots=True)
class Deed:
    """One use case: the event it makes, what tells it from another of its kind, and how it is planned.

    The answer of one that stands ``alone`` says nothing of the member's balances: whoever asks may not know them.
    """

    type: str
    words: Mapping[str, object]
    plan: Callable[[Books], Plan]
    others: tuple[Asked, ...] = ()
    alone: bool = False


class Desk:
    """Carries out requests on one database; safe to call from several threads."""

    def __init__(self, engine: Engine, versions: Versions) -> None:
        self.engine, self.versions = engine, versions
        self._limits = Limits(engine, versions)

    def do(self, request: Request, deed: Deed) -> Answered:
        """The request's answer; a repeat gets the first one.

        Raises what the deed raises, and ``UnknownMember``, ``ReferenceTaken``, ``NotDone``, ``NothingPublished``.
        """
        lost: Exception | None = None
        for _ in range(TRIES):
            try:
                return self._once(request, deed)
            except (NotPosted, *DATABASE_ERRORS) as error:
                lost = error
        log.error("request_not_done", partner=request.partner, type=deed.type, error=repr(lost))
        raise NotDone("the request was not carried out; repeat it under the same reference") from lost

    def _once(self, request: Request, deed: Deed) -> Answered:
        at, body_hash = now(), _fingerprint(request, deed)
        compiled = self.versions.in_force(at)
        self._limits.keep(at)
        asked = [Asked(request.partner, request.claimed, request.number, request.member), *deed.others]
        with writing(self.engine) as connection:
            loaded = load(connection, asked, now=at, past_since=horizon(compiled.needs, at))
            if 0 in loaded.first_answers:
                return _repeated(loaded.first_answers[0], body_hash, request)
            members = [_member(loaded, place, each) for place, each in enumerate(asked)]
            command = Command(new_id(), _local(compiled, request, at), request.reason)
            books = Books(connection, compiled, command, members[0], tuple(members[1:]), at)
            item = _posted(request, deed, body_hash, deed.plan(books), books, consents=loaded.words[0].given)
            post(connection, [item], recorded_at=at)
        return Answered(item.answer.encode())


def _local(compiled: CompiledProgramme, request: Request, at: datetime) -> datetime:
    """The time at the partner, else that of the programme. Raises ``UnknownPartner``."""
    if request.partner:
        return local_time(compiled.programme, request.partner, "", at)
    return at.astimezone(ZoneInfo(compiled.programme.zone))


def _member(loaded: Loaded, place: int, asked: Asked) -> MemberState:
    if place not in loaded.member_of:
        raise UnknownMember(asked.member or f"{asked.number} at {asked.partner}")
    return loaded.states[loaded.member_of[place]]


def _fingerprint(request: Request, deed: Deed) -> str:
    """Equal exactly for requests that mean the same."""
    meaning = text([deed.type, request.member, request.number, astuple(request.reason), dict(deed.words)])
    return hashlib.sha256(meaning.encode()).hexdigest()


def _repeated(first: FirstAnswer, body_hash: str, request: Request) -> Answered:
    if first.body_hash != body_hash:
        raise ReferenceTaken(request.reference)
    return Answered(first.answer.encode(), replayed=True)


def _posted(request: Request, deed: Deed, body_hash: str, plan: Plan, books: Books, *, consents: bool) -> Posted:
    event, version, before = books.command.id, books.compiled.version, books.state
    said = _answer(request, deed, plan, books, consents=consents)
    told = {**said, **books.told, "event": event, "version": version}
    work = Work(new_id(), FOLLOW, text({"event": event, "member": before.id}), books.at)
    return Posted(
        event=event, type=deed.type, claim=Claimed(request.partner, request.claimed, body_hash),
        occurred_at=books.command.occurred_at, plan=plan, version=version, person=request.reason.person,
        reason=request.reason.text, answer=text(told), work=(work,))


def _answer(request: Request, deed: Deed, plan: Plan, books: Books, *, consents: bool) -> dict[str, Any]:
    """What the request brought: a partner is told as much as the member allows, staff and members all of it."""
    if deed.alone:
        return {"status": "processed"}
    said = answer_for(plan, books.state, apply(books.state, plan))
    return as_allowed(said, books.compiled, request.partner, consents=consents) if request.partner else said

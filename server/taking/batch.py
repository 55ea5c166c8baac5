"""The events of one commit: each is repeated, refused, parked, held or rated, in the order they came.

Books read under the members' locks are carried from event to event, so that a batch ends as its events one by one
would. Nothing is written here: ``items`` are what the ledger's writer gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import msgspec
import structlog

from rules.books import apply
from rules.books.history import horizon
from rules.books.lots import InsufficientPoints
from rules.compiled import CompiledProgramme
from rules.errors import PointsError
from rules.facts import Facts
from rules.intake import (
    Reported,
    admit,
    facts_for,
    members_of,
    take_facts,
    take_return,
    take_void,
    wanted_by,
    with_shared,
)
from rules.state import MemberState, Plan, Purchase
from server.connection import POSTGRESQL, Connection
from server.fields import Keyring
from server.ids import new_id
from server.ledger.apart import apart
from server.ledger.budgets import Purse
from server.ledger.load import SILENCE, Asked, FirstAnswer, Word, load
from server.ledger.post import NotPosted
from server.ledger.posted import Agreed, Charges, Claimed, Detail, Item, Parked, Posted, Profile, Work
from server.ledger.rows import others_of
from server.ledger.texts import decision_text, facts_text, text
from server.ledger.values import value_of
from server.problems import TABLE, FieldError, Problem
from server.taking.consenting import agreed
from server.taking.enrolment import Told, newcomer, profile_of, told
from server.taking.looks import looks_of
from server.taking.personal import closed, opened
from server.taking.purchases import purchase_by, with_lots_of
from server.taking.shared import SharedBooks
from server.taking.telling import answer_of
from server.versions import Versions
from server.webhooks.edge import Answered, Incoming

VOID = "transaction.voided"
FOLLOW = "event.recorded"
LINE_UP = """
SELECT pg_advisory_xact_lock(line.key) FROM (
  SELECT DISTINCT hashtextextended(each, 0) AS key FROM json_array_elements_text(CAST(%s AS json)) AS each
  ORDER BY key) AS line"""
Key = tuple[str, str]
_PLAIN = msgspec.json.Decoder(float_hook=Decimal)
log = structlog.get_logger()


class Batch:
    """One transaction's events; make it inside the transaction, ``take`` each event, then post ``items``."""

    def __init__(self, connection: Connection, versions: Versions, at: datetime, events: Sequence[Incoming], *,
                 purse: Purse, keyring: Keyring, locking: bool) -> None:
        self.connection, self.versions, self.at, self.keyring = connection, versions, at, keyring
        self.items: list[Item] = []
        self._answered: dict[Key, FirstAnswer] = {}
        self._parked: dict[Key, list[Reported]] = {}
        self._shared = SharedBooks(connection, purse, at, locking=locking)
        self._load(events)

    @property
    def charges(self) -> Charges:
        """Which budgets the writer charges to its purse."""
        return self._shared.charges

    def _load(self, events: Sequence[Incoming]) -> None:
        """Lock and read every member the events can touch, then the purchases of returns under those locks."""
        returned = [(each.reported.partner, each.reported.of) for each in events if each.reported.of]
        self._line_up(events)
        self._purchases = self._read(returned)
        asked = [Asked(each.reported.partner, each.reported.reference, each.reported.number) for each in events]
        brought = {(each.reported.partner, each.reported.referrer) for each in events if each.reported.referrer}
        asked += [Asked(partner=partner, number=number) for partner, number in sorted(brought)]
        asked += [Asked(member=member) for member in sorted(self._members_of_purchases())]
        found = [self.versions.in_force(each.reported.occurred_at) for each in events]
        compiled = list({each.version: each for each in found}.values())
        self._asked = asked
        self._loaded = load(self.connection, asked, now=self.at, past_since=self._horizon(compiled, events),
                            referrers=any(looks_of(each).referrers for each in compiled))
        self._states = dict(self._loaded.states)
        self._numbers = {(asked[place].partner, asked[place].number): member
                         for place, member in self._loaded.member_of.items()}
        self._words = {(asked[place].partner, asked[place].number): word for place, word in self._loaded.words.items()}
        if self.connection.kind == POSTGRESQL:
            self._purchases = self._read(returned)
        for purchase in filter(None, self._purchases.values()):
            self._add_lots(purchase)

    def _line_up(self, events: Sequence[Incoming]) -> None:
        """On PostgreSQL: let a purchase and its returns pass one after the other, also while nobody has its row.

        A return that finds no purchase is parked, and the purchase must then find it. A member seen for the first
        time has no row to lock, so the purchase's key is locked, before any row and in sorted order.
        """
        if self.connection.kind == POSTGRESQL:
            keys = {f"{each.reported.partner}/{each.reported.of or each.reported.reference}" for each in events}
            self.connection.rows(LINE_UP, (text(sorted(keys)),))

    def _read(self, keys: Sequence[Key]) -> dict[Key, Purchase | None]:
        return {key: purchase_by(self.connection, key) for key in dict.fromkeys(keys)}

    def _members_of_purchases(self) -> set[str]:
        return {member for purchase in self._purchases.values() if purchase for member in members_of(purchase)}

    def _horizon(self, compiled: Sequence[CompiledProgramme], events: Sequence[Incoming]) -> datetime | None:
        earliest = min(min(each.reported.occurred_at for each in events), self.at)
        found = [horizon(each.needs, earliest) for each in compiled if each.needs]
        return None if None in found else min((each for each in found if each), default=self.at)

    def _add_lots(self, purchase: Purchase) -> None:
        for member in members_of(purchase):
            self._states[member] = with_lots_of(self.connection, self._states[member], purchase)

    def take(self, place: int, event: Incoming) -> Answered | Problem:
        """Decide one event; a refusal leaves nothing behind, a failure of ours holds the event for a person.

        Raises ``NotPosted`` when a budget has to be read again: the whole batch is then decided anew.
        """
        key = (event.reported.partner, event.reported.reference)
        first = self._loaded.first_answers.get(place) or self._answered.get(key)
        if first is not None:
            return _repeated(first, event)
        try:
            return self._decide(event)
        except NotPosted:
            raise
        except Problem as problem:
            return problem
        except PointsError as error:
            return problem_of(error)
        except Exception:
            log.exception("event_held", partner=key[0], event_id=event.reported.id)
            return self._wait(event, "held", "failed")

    def member_at(self, partner: str, number: str) -> str:
        """Id of the member with this number as the batch leaves it, "" for nobody."""
        return self._numbers.get((partner, number), "")

    def accept(self, event: Incoming, person: str, reason: str) -> Answered:
        """Rate the one event of this batch, which was held and a person lets in: late, early or of nobody known.

        Raises ``Problem`` and ``PointsError``.
        """
        reported = event.reported
        known = self._numbers.get((reported.partner, reported.number))
        member = self._states[known] if known else newcomer(new_id(), reported)
        settles = ((reported.partner, reported.reference),)
        purchase = self._purchases.get((reported.partner, reported.of))
        if reported.of and purchase is None:
            raise Problem("refused", "Its purchase has not come; it is applied by itself when it does.")
        if purchase is not None:
            answered = self._take_back(event, purchase, member, settles=settles)
        else:
            answered = self._process(event, self.versions.in_force(reported.occurred_at), member, settles=settles)
        self.items[0] = replace(self.items[0], person=person, reason=reason)
        return answered

    def _decide(self, event: Incoming) -> Answered:
        reported = event.reported
        compiled = self.versions.in_force(reported.occurred_at)
        purchase = self._purchases.get((reported.partner, reported.of)) if reported.of else None
        member = self._member(compiled, event)
        admission = admit(compiled, reported, self.at, purchase)
        if member is None:
            return self._wait(event, "held", "member_unknown")
        if admission.status != "processed":
            return self._wait(event, admission.status, admission.why, admission.until)
        if purchase is not None:
            return self._take_back(event, purchase, member)
        return self._process(event, compiled, member)

    def _member(self, compiled: CompiledProgramme, event: Incoming) -> MemberState | None:
        """The event's member, a newcomer where it or the partner enrols; None where it holds. Raises ``Problem``."""
        reported = event.reported
        known = self._numbers.get((reported.partner, reported.number))
        if known is not None and event.enrols:
            raise Problem("identity_taken", f"The number {reported.number} is somebody's already.")
        if known is not None:
            return self._states[known]
        if event.enrols:
            return newcomer(new_id(), reported)
        setting = next((each for each in compiled.programme.partners if each.code == reported.partner), None)
        if setting is None or setting.unknown_members == "hold":
            return None
        if setting.unknown_members == "refuse":
            raise Problem("member_unknown", f"No member has the number {reported.number} at {reported.partner}.",
                          errors=[FieldError("/data/member/number", "Enrol this number first.")])
        return newcomer(new_id(), reported)

    def _process(self, event: Incoming, compiled: CompiledProgramme, member: MemberState, *,
                 settles: tuple[Key, ...] = ()) -> Answered:
        """Rate whatever is not a return, and then the returns that waited for it."""
        brought = self._numbers.get((event.reported.partner, event.reported.referrer), "")
        said = told(event.reported, member, brought if brought != member.id else "", self.keyring)
        referrer = self._states.get(brought or said.member.referrer)
        facts = self._complete(compiled, facts_for(compiled, said.reported, said.member, referrer))
        plan = take_facts(compiled, said.reported, facts, said.member, referrer)
        new = member.id not in self._states
        number = ((event.reported.partner, event.reported.number),)
        enrols = (profile_of(said.member, number),) if new else ()
        profiles = (profile_of(said.member),) if said.changed and not new else ()
        if new:
            self._numbers[number[0]] = member.id
        self._states[member.id] = said.member
        answered = self._write(event, compiled.version, plan, enrols=enrols, profiles=profiles, settles=settles,
                               details=said.details, agreed=self._agree(event.reported, member.id, said))
        self._settle(event.reported, plan)
        return answered

    def _agree(self, reported: Reported, member: str, said: Told) -> tuple[Agreed, ...]:
        """What the event says the member lets its partner know, from this answer on."""
        key = (reported.partner, reported.number)
        row = agreed(said.consent, self._words.get(key, SILENCE), member, reported.partner, self.at)
        if row is None:
            return ()
        self._words[key] = Word(row.given, row.seq, row.by)
        return (row,)

    def _complete(self, compiled: CompiledProgramme, facts: Facts) -> Facts:
        """Facts with the budgets and shared uses that they may touch."""
        if not looks_of(compiled).shared:
            return facts
        return with_shared(facts, self._shared.read(wanted_by(compiled, facts)))

    def _take_back(self, event: Incoming, purchase: Purchase, member: MemberState, *,
                   settles: tuple[Key, ...] = ()) -> Answered:
        """Rate a return under the purchase's own version."""
        reported = event.reported
        if member.id != purchase.facts.member.id:
            raise Problem("invalid_event", "The return names another member than its purchase.",
                          errors=[FieldError("/data/member/number", "Not the member of the purchase.")])
        take = take_void if reported.type == VOID else take_return
        plan = take(self.versions.by_hash(purchase.version), reported, purchase,
                    {one: self._states[one] for one in members_of(purchase)})
        self._purchases[reported.partner, reported.of] = plan.purchase
        return self._write(event, purchase.version, plan, settles=settles)

    def _write(self, event: Incoming, version: str, plan: Plan, *, enrols: tuple[Profile, ...] = (),
               profiles: tuple[Profile, ...] = (), settles: tuple[Key, ...] = (),
               details: tuple[Detail, ...] = (), agreed: tuple[Agreed, ...] = ()) -> Answered:
        """Add the item that writes the plan, and carry the books on; an exception leaves them as they were."""
        reported, compiled = event.reported, self.versions.by_hash(version)
        after = {member: apply(self._states[member], plan) for member in (plan.member, *others_of(plan))}
        answer = answer_of(compiled, reported.id, plan, self._states[plan.member], after[plan.member],
                           partner=reported.partner,
                           consents=self._words.get((reported.partner, reported.number), SILENCE).given)
        item = Posted(
            event=reported.id, type=reported.type, claim=_settling_claim(event) if settles else _claim(event),
            occurred_at=reported.occurred_at, plan=plan, version=version, answer=answer.decode(),
            work=(self._work(reported, plan.member),), enrols=enrols, profiles=profiles, settles=settles,
            details=details, agreed=agreed, **_decided_on(compiled, plan, reported))
        self._shared.take(plan)
        self._states.update(after)
        self.items.append(item)
        return self._remember(event, item.answer, plan.member)

    def _settle(self, reported: Reported, plan: Plan) -> None:
        """Apply the returns that waited for this purchase, as if they came now, in the order they came."""
        if plan.purchase is None:
            return
        key = (reported.partner, reported.reference)
        self._purchases[key] = plan.purchase
        for waiting in self._waiting_for(key):
            purchase = self._purchases[key]
            assert purchase is not None
            self._settle_one(Incoming(replace(waiting, id=new_id()), b""), purchase, plan.member)

    def _settle_one(self, event: Incoming, purchase: Purchase, member: str) -> None:
        """A return that cannot be applied after all stays with its reason, for a person."""
        key = (event.reported.partner, event.reported.reference)
        try:
            self._take_back(event, purchase, self._states[member], settles=(key,))
        except NotPosted:
            raise
        except (Problem, PointsError) as error:
            log.warning("parked_return_stays", partner=key[0], event_id=event.reported.id, why=error.code)

    def _waiting_for(self, key: Key) -> list[Reported]:
        """Returns parked for a purchase: earlier ones of the database, then those of this very batch."""
        loaded = [found for place, waiting in self._loaded.waiting.items() for found in waiting
                  if self._awaits(place) == key]
        stored = [opened(value_of(Reported, _PLAIN.decode(each.body)), self.keyring)
                  for each in sorted(loaded, key=lambda each: each.recorded_at)]
        return [*stored, *self._parked.pop(key, [])]

    def _awaits(self, place: int) -> Key:
        asked = self._asked[place]
        return asked.partner, asked.reference

    def _wait(self, event: Incoming, status: str, why: str, until: datetime | None = None) -> Answered:
        """Put the event on disk without rating it: parked for its purchase, or held for a person."""
        reported = event.reported
        member = self._numbers.get((reported.partner, reported.number), "")
        answer = text({"event": reported.id, "status": status, "why": why})
        self.items.append(Parked(
            event=reported.id, claim=_claim(event), status=status, body=text(closed(reported, self.keyring)),
            answer=answer, member=member, number=reported.number, why=why,
            awaits=reported.of if status == "parked" else "", until=until))
        if status == "parked":
            self._parked.setdefault((reported.partner, reported.of), []).append(reported)
        return self._remember(event, answer, member)

    def _remember(self, event: Incoming, answer: str, member: str) -> Answered:
        key = (event.reported.partner, event.reported.reference)
        self._answered[key] = FirstAnswer(event.fingerprint.hex(), member, event.reported.id, answer)
        return Answered(answer.encode())

    def _work(self, reported: Reported, member: str) -> Work:
        """What follows from an event after the commit."""
        told = {"event": reported.id, "member": member, "number": reported.number}
        return Work(new_id(), FOLLOW, text(told), self.at)


def _claim(event: Incoming) -> Claimed:
    return Claimed(event.reported.partner, event.reported.reference, event.fingerprint.hex())


def _settling_claim(event: Incoming) -> Claimed:
    """The programme's own claim for applying a parked event, whose business key was taken when it came."""
    return Claimed("", f"settle:{event.reported.partner}:{event.reported.reference}")


def _decided_on(compiled: CompiledProgramme, plan: Plan, reported: Reported) -> dict[str, str]:
    """What the plan was decided on and how, persons apart, by the fields of ``Posted``."""
    if plan.facts is None:
        return {"outcome": decision_text(plan.decision) if plan.decision else ""}
    parts = apart(compiled, plan.facts, plan.decision)
    return {"facts": facts_text(parts.facts, _returned_by(plan, reported)), "words": parts.words,
            "referrer": parts.referrer, "outcome": decision_text(parts.decision) if parts.decision else ""}


def _returned_by(plan: Plan, reported: Reported) -> tuple[Decimal, ...] | None:
    """What has come back of each line after a return, so that its decision can be repeated; None for a purchase."""
    return plan.purchase.returned if plan.purchase and plan.purchase.event != reported.id else None


def _repeated(first: FirstAnswer, event: Incoming) -> Answered | Problem:
    if first.body_hash != event.fingerprint.hex():
        return Problem("reference_conflict", f"The reference {event.reported.reference} came before with another body; "
                       "the first stays in force.")
    return Answered(first.answer.encode(), replayed=True)


def problem_of(error: PointsError) -> Problem:
    """A refusal of the rules as the outside sees it; how many points a member has is told by no refusal."""
    if isinstance(error, InsufficientPoints):
        return Problem(error.code)
    return Problem(error.code if error.code in TABLE else "refused", f"{error}")

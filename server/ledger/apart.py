"""What facts say of a person, kept apart from them: events are never changed, and this must be possible to erase.

``apart`` splits facts before they are stored, ``joined`` puts them together again. What stays in the event are ids,
goods, money, times, balances and tiers; what goes apart is whatever tells who the member is or what the member is like
(attributes, tags, birthday, the marks of phones), the attributes of the event, and numbers where a rule looks at them.
A counter that keeps what it has seen goes apart too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from rules.canonical import canonical
from rules.compiled import CompiledProgramme
from rules.decision import Decision
from rules.facts import Counter, Facts, Member
from server.ledger.texts import text
from server.ledger.values import parts_of, plain_of, value_of

MEMO = "server.ledger.apart"
NUMBERS = (b"member.number", b"referrer.number", b"event.referrer")
WORDS = ("attributes", "tags", "phone", "birthday", "age", "birthday_today", "birthday_month", "days_to_birthday")
_said = attrgetter(*WORDS)
Counters = Mapping[tuple[str, str], Counter]


@dataclass(frozen=True, slots=True)
class Apart:
    """An event as it is stored: facts and decision without the person, and the person as a JSON text, "" for nothing.

    ``referrer`` is the id of the other member that the text speaks of, or "".
    """

    facts: Facts
    decision: Decision | None
    words: str = ""
    referrer: str = ""


def apart(compiled: CompiledProgramme, facts: Facts, decision: Decision | None) -> Apart:
    """Split what is stored for ever from what can be erased."""
    numbered = _looks_at_numbers(compiled)
    said: dict[str, Any] = {}
    if words := _words(facts.member, numbered):
        said["member"] = words
    if facts.referrer.id and (words := _words(facts.referrer, numbered)):
        said["referrer"] = words
    if facts.event.attributes or (numbered and facts.event.referrer):
        event = {"attributes": facts.event.attributes, "referrer": facts.event.referrer if numbered else ""}
        said["event"] = {name: value for name, value in event.items() if value}
    seen = _seen(facts.progress, decision)
    if seen:
        said |= {"progress": _pairs(facts.progress), "after": _pairs(decision.progress if decision else {})}
    bare = _bare(facts, seen)
    kept = replace(decision, progress={}) if decision and seen else decision
    return Apart(bare, kept, text(said) if said else "", facts.referrer.id if "referrer" in said else "")


def _bare(facts: Facts, seen: bool) -> Facts:
    event = facts.event
    if event.attributes or event.referrer:
        event = replace(event, attributes={}, referrer="")
    referrer = _stranger(facts.referrer) if facts.referrer.id else facts.referrer
    return Facts(event, _stranger(facts.member), facts.partner, facts.store, referrer, facts.history,
                 {} if seen else facts.progress, facts.used, facts.budgets, facts.dice)


def _stranger(member: Member) -> Member:
    """The member with nothing but what points and tiers say."""
    return Member(id=member.id, tier=member.tier, tier_rank=member.tier_rank, joined_at=member.joined_at,
                  growth=member.growth, balances=member.balances, bucket=member.bucket, known=member.known)


def _words(member: Member, numbered: bool) -> dict[str, Any]:
    said = _said(member)
    words = {name: value for name, value in zip(WORDS, said, strict=True) if value} if any(said) else {}
    if member.birthday:
        words |= {"age": member.age, "days_to_birthday": member.days_to_birthday}
    return {**words, "number": member.number} if numbered and member.number else words


def _seen(before: Counters, decision: Decision | None) -> bool:
    after = decision.progress if decision else {}
    if not before and not after:
        return False
    return any(counter.seen for counters in (before, after) for counter in counters.values())


def _pairs(counters: Counters) -> list[Any]:
    return sorted(([list(key), counter] for key, counter in counters.items()), key=lambda pair: pair[0])


def _looks_at_numbers(compiled: CompiledProgramme) -> bool:
    """Whether any rule of the version looks at numbers; found once per version."""
    found = compiled.memo.get(MEMO)
    if found is None:
        written = canonical(compiled.programme)
        found = compiled.memo[MEMO] = any(name in written for name in NUMBERS)
    return bool(found)


def joined(facts: Facts, words: str | None) -> Facts:
    """The facts as the rules saw them; without words, as after an erasure, they stay as they are stored."""
    if not words:
        return facts
    said = plain_of(words)
    zone = facts.event.occurred_at.tzinfo
    parts: dict[str, Any] = {name: replace(getattr(facts, name), **parts_of(type(getattr(facts, name)), part, zone))
                             for name, part in said.items() if name in ("event", "member", "referrer")}
    if "progress" in said:
        parts["progress"] = value_of(_Counters, {"counters": said["progress"]}, zone).counters
    return replace(facts, **parts)


def decided(decision: Decision, words: str | None) -> Decision:
    """The decision as it was made."""
    after = plain_of(words).get("after") if words else None
    if after is None:
        return decision
    return replace(decision, progress=value_of(_Counters, {"counters": after}).counters)


@dataclass(frozen=True, slots=True)
class _Counters:
    """So that counters are read by their types."""

    counters: Mapping[tuple[str, str], Counter]

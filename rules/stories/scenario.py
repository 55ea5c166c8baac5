"""Worked examples as values: the people given, the steps in order of arrival, what each is expected to bring.

This is the whole vocabulary of ``examples:``; ``docs/examples.md`` tells it to marketers. Running stands in
``rules.stories.examples``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rules.errors import Finding
from rules.facts import Line
from rules.programme import Programme
from rules.stories.example_text import (
    Reader,
    Reading,
    attribute,
    day,
    flag,
    list_of,
    mapping_of,
    moment,
    money,
    one_of,
    points,
    record,
    text,
)

SOMEONE = "member"
"""Who acts in an example that names nobody."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens. ``body`` holds the verb's own words, read; ``expect`` what must follow from it.

    ``at`` is when it happened, ``received`` when we hear of it; both aware. ``path`` is its JSON pointer.
    """

    path: str
    verb: str
    at: datetime
    received: datetime
    member: str
    body: Mapping[str, Any]
    expect: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One worked example, read: who is there, what happens in order, how it ends."""

    name: str
    path: str
    people: Mapping[str, Mapping[str, Any]]
    steps: tuple[Step, ...]
    expect: Mapping[str, Any] = field(default_factory=dict)


def read_scenarios(programme: Programme) -> tuple[tuple[Scenario, ...], tuple[Finding, ...]]:
    """Every example of the programme as a value, and every fault of their text; faulty ones are left out."""
    scenarios: list[Scenario] = []
    findings: list[Finding] = []
    for place, raw in enumerate(programme.examples):
        reading = Reading(ZoneInfo(programme.zone))
        scenario = Words(programme, reading, raw).scenario(raw, f"/examples/{place}")
        if not reading.findings:
            scenarios.append(scenario)
        findings.extend(reading.findings)
    return tuple(scenarios), tuple(findings)


LINE: Mapping[str, Reader] = {
    "sku": text, "name": text, "category": text, "brand": text, "quantity": money, "amount": money,
    "tags": list_of(text),
}
RETURNED_LINE: Mapping[str, Reader] = {"sku": text, "line": points, "quantity": money, "amount": money}


def basket(reading: Reading, value: object, path: str) -> tuple[Line, ...]:
    """What was bought: one amount, amounts by category, or a list of lines."""
    if isinstance(value, Mapping):
        amounts = mapping_of(money)(reading, value, path)
        return tuple(Line(category=category, amount=amount) for category, amount in amounts.items())
    if isinstance(value, list | tuple):
        return tuple(_line(item) for item in list_of(record(LINE))(reading, value, path))
    amount = money(reading, value, path)
    return () if amount is None else (Line(amount=amount),)


def _line(values: Mapping[str, Any]) -> Line:
    return Line(**{**values, "tags": frozenset(values.get("tags", ()))})


def come_back(reading: Reading, value: object, path: str) -> Any:
    """What came back: ``all``, one amount of money, or a list of lines."""
    if value == "all":
        return "all"
    if isinstance(value, list | tuple):
        return list_of(record(RETURNED_LINE))(reading, value, path)
    return money(reading, value, path)


def anything(reading: Reading, value: object, path: str) -> object:
    """Kept as written, read later by whoever knows its shape."""
    return value


def _published(raw: object, group: str) -> Iterator[str]:
    """Codes of one kind that the steps of an example publish, whatever else is wrong with it."""
    steps = raw.get("steps") if isinstance(raw, Mapping) else None
    for step in steps if isinstance(steps, list | tuple) else ():
        change = step.get("publishes") if isinstance(step, Mapping) else None
        things = change.get(group) if isinstance(change, Mapping) else None
        for thing in things if isinstance(things, list | tuple) else ():
            if isinstance(thing, Mapping) and isinstance(thing.get("code"), str):
                yield thing["code"]


class Words:
    """The vocabulary of one programme's examples: which keys each place takes, which names exist."""

    def __init__(self, programme: Programme, reading: Reading, raw: object) -> None:
        self.reading = reading
        self.people: dict[str, Mapping[str, Any]] = {}
        self.clock: datetime | None = None
        self._name_things(programme, raw)

    def _name_things(self, programme: Programme, raw: object) -> None:
        """Names that exist: those of the programme, and those that steps of this example publish."""
        def names(group: str) -> list[str]:
            known = (thing.code for thing in getattr(programme, group))
            return list(dict.fromkeys([*known, *_published(raw, group)]))

        self.currencies = names("currencies")
        self.partner, self.currency = one_of(names("partners"), "partner"), one_of(self.currencies, "currency")
        self.tier, self.reward = one_of(names("tiers"), "tier"), one_of(names("rewards"), "reward")
        self.conversion, self.pool = one_of(names("conversions"), "conversion"), one_of(names("pools"), "pool")

    def scenario(self, raw: object, path: str) -> Scenario:
        """One example read whole; faults are noted in the reading."""
        values = record({"name": text, "given": record({"members": self._members}), "steps": anything,
                         "expect": anything})(self.reading, raw, path)
        self.people = dict(values.get("given", {}).get("members", {}))
        self._people_who_join(values.get("steps"))
        steps = self._steps(values.get("steps", ()), f"{path}/steps")
        expect = self._expect(values.get("expect", {}), f"{path}/expect", overall=True)
        return Scenario(str(values.get("name", path)), path, self.people, steps, expect)

    def _members(self, reading: Reading, value: object, path: str) -> Mapping[str, Any]:
        """Names alone, or names with what is known of each."""
        if isinstance(value, list | tuple):
            return {str(name): {} for name in value}
        blank = {name: item or {} for name, item in value.items()} if isinstance(value, Mapping) else value
        people: Mapping[str, Any] = mapping_of(record(self.given()))(reading, blank, path)
        return people

    def given(self) -> Mapping[str, Reader]:
        """What may be known of a member from the start."""
        lot = record({"points": points, "currency": self.currency, "expires": day, "available": day})
        earlier = record({
            "at": moment, "partner": self.partner, "type": text, "amount": money, "points_used": points,
            "base": self._amounts, "categories": mapping_of(money),
        })
        return {
            "numbers": mapping_of(text), "joined": moment, "birthday": day, "phone": text, "referrer": text,
            "tier": self.tier, "tier_since": day, "tier_until": day, "growth": points, "tags": list_of(text),
            "attributes": mapping_of(attribute), "balance": self._amounts, "lots": list_of(lot),
            "earlier": list_of(earlier), "converts": mapping_of(self.conversion),
        }

    def _people_who_join(self, steps: object) -> None:
        """A ``joins`` step brings in who was not given; an example that names nobody is about one member."""
        for step in steps if isinstance(steps, list | tuple) else ():
            if isinstance(step, Mapping) and "joins" in step:
                self.people.setdefault(str(step.get("member", SOMEONE)), {"joins_later": True})
        if not self.people:
            self.people[SOMEONE] = {}

    def _amounts(self, reading: Reading, value: object, path: str) -> Mapping[str, int]:
        """Points by currency; one number alone where the programme has one currency."""
        if isinstance(value, Mapping):
            for code in value:
                self.currency(reading, code, f"{path}/{code}")
            amounts: Mapping[str, int] = mapping_of(points)(reading, value, path)
            return amounts
        number: int | None = points(reading, value, path)
        if number is not None and len(self.currencies) != 1:
            reading.fault("example_which_currency", path,
                          f"name the currency, such as {{{self.currencies[0]}: {number}}}")
        return {} if number is None else {self.currencies[0]: number}

    def _steps(self, raw: object, path: str) -> tuple[Step, ...]:
        if not isinstance(raw, list | tuple):
            self.reading.wrong(path, "a list of steps", raw)
            return ()
        read = (self._step(step, f"{path}/{place}") for place, step in enumerate(raw))
        return tuple(step for step in read if step is not None)

    def _step(self, raw: object, path: str) -> Step | None:
        if not isinstance(raw, Mapping):
            self.reading.wrong(path, "a step with one verb", raw)
            return None
        verbs = [verb for verb in self.verbs() if verb in raw]
        if len(verbs) != 1:
            self.reading.fault("example_one_verb", path, self._verb_fault(verbs))
            return None
        values = record({**self.common(), verbs[0]: self.verbs()[verbs[0]], **self.more(verbs[0])})(
            self.reading, raw, path)
        return self._placed(verbs[0], dict(values), path)

    def _verb_fault(self, verbs: list[str]) -> str:
        if verbs:
            return f"one verb a step, not {' and '.join(verbs)}"
        return f"this step has no verb; verbs are {', '.join(self.verbs())}"

    def _placed(self, verb: str, values: dict[str, Any], path: str) -> Step | None:
        """The step in time: it is heard of when it happens, but never before the step above it."""
        at = values.pop("at", None) or values.get("until") or self.clock
        if at is None:
            self.reading.fault("example_no_time", path, "say when: at: 2026-03-03 09:15")
            return None
        received = values.pop("received", None) or max(at, self.clock or at)
        if self.clock is not None and received < self.clock:
            self.reading.fault("example_time_backwards", path, "is received before the step above it")
        self.clock = received
        expect = values.pop("expect", {})
        return Step(path, verb, at, received, self._member(values, path), values, expect)

    def _member(self, values: dict[str, Any], path: str) -> str:
        name = values.pop("member", None)
        if name is None and len(self.people) > 1 and "until" not in values and "publishes" not in values:
            self.reading.fault("example_which_member", path, f"name the member: {', '.join(self.people)}")
        return str(name or next(iter(self.people)))

    def common(self) -> Mapping[str, Reader]:
        """Words that every step may have."""
        return {
            "at": moment, "received": moment, "member": one_of(self.people, "member"),
            "partner": self.partner, "reference": text, "note": text,
            "expect": lambda reading, value, at: self._expect(value, at, overall=False),
        }

    def verbs(self) -> Mapping[str, Reader]:
        """What each verb itself takes."""
        return {
            "buys": basket, "returns": come_back, "voids": text, "does": text, "joins": flag, "pays": points,
            "redeems": self.reward, "refunds": text, "converts": points, "transfers": points,
            "adjusts": points, "holds": points, "captures": text, "releases": text, "injects": points,
            "publishes": anything, "until": moment,
        }

    def more(self, verb: str) -> Mapping[str, Reader]:
        """Words a verb takes besides its own."""
        event: Mapping[str, Reader] = {
            "store": text, "channel": text, "attributes": mapping_of(attribute), "dice": mapping_of(money)}
        more: Mapping[str, Mapping[str, Reader]] = {
            "buys": {**event, "amount": money, "tax": money, "payments": mapping_of(money),
                     "points_paid": points, "list_prices": flag, "referrer": text},
            "does": event,
            "joins": {**event, "referrer": text, "number": text},
            "returns": {"of": text, "store": text},
            "pays": {"currency": self.currency},
            "redeems": {"quantity": points},
            "refunds": {"points": points},
            "converts": {"with": self.conversion},
            "transfers": {"to": one_of(self.people, "member"), "currency": self.currency},
            "adjusts": {"currency": self.currency, "reason": text, "person": text, "second_person": text,
                        "expires": day},
            "holds": {"currency": self.currency},
            "captures": {"points": points},
            "injects": {"pool": self.pool},
            "publishes": {"effective": moment},
        }
        return more.get(verb, {})

    def _expect(self, value: object, path: str, *, overall: bool) -> Mapping[str, Any]:
        fields = {**self.standing(), **self.totals(), **({} if overall else self.outcome())}
        return dict(record(fields)(self.reading, value, path))

    def outcome(self) -> Mapping[str, Reader]:
        """What one step brings."""
        return {
            "points": self._amounts, "clawback": self._amounts, "awards": mapping_of(points),
            "refusals": mapping_of(text), "discount": money, "discounts": mapping_of(money),
            "funding": mapping_of(mapping_of(points)), "grants": mapping_of(money), "status": text, "error": text,
            "findings": list_of(text),
        }

    def standing(self) -> Mapping[str, Reader]:
        """How a member stands afterwards."""
        lot = record({"points": points, "currency": self.currency, "expires": day, "available": day})
        return {
            "balance": self._amounts, "pending": self._amounts, "held": self._amounts, "owed": self._amounts,
            "lots": list_of(lot), "tier": self.tier, "growth": points, "qualifying": points,
            "tags": list_of(text),
        }

    def totals(self) -> Mapping[str, Reader]:
        """How everything stands afterwards."""
        one = record(self.standing())
        return {
            "members": self._by_member(one), "balances": self._by_member(self._amounts),
            "budgets": mapping_of(points), "pools": mapping_of(points), "issued": mapping_of(self._amounts),
            "settlement": mapping_of(money), "accounts": mapping_of(self._amounts),
        }

    def _by_member(self, reader: Reader) -> Reader:
        """A value for each of the members named."""
        def read(reading: Reading, value: object, path: str) -> Mapping[str, Any]:
            values: Mapping[str, Any] = mapping_of(reader)(reading, value, path)
            for name in values:
                one_of(self.people, "member")(reading, name, f"{path}/{name}")
            return values
        return read

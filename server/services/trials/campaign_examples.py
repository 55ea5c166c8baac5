"""Worked examples about one campaign: kept in the draft, written from what was tried, and run at once.

An example is about a campaign when one of its expectations names the campaign, or its own name begins with the code.
Errors: ``StaleSave``, ``UnreadableExamples``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from rules.errors import Finding, PointsError
from rules.facts import Event, Facts
from rules.phrases import sentence_of
from rules.programme import Programme
from rules.stories import examples as worked
from rules.stories.scenario import read_scenarios
from server.services.programme import editing
from server.services.programme.draft import WHOLE
from server.services.trials.trying_on import Tried, compiled_draft
from server.yaml_nodes import compose, plain
from server.yaml_write import to_yaml

NAMING = ("awards", "refusals", "discounts", "budgets", "funding")
SOMEBODY = "somebody"
READ_FIRST = ("name", "given", "at", "received", "member", "partner", "reference")
READ_LAST = ("steps", "expect")


class UnreadableExamples(PointsError):
    """A text that is no list of examples; ``findings`` say where."""

    code = "unreadable_examples"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} faults")


@dataclass(frozen=True, slots=True)
class Shown:
    """One example of the draft: its place among all, its data, and how it went (``differences``, () when well)."""

    place: int
    data: Mapping[str, Any]
    differences: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.data.get("name", ""))


def about(programme: Programme, code: str, locale: str) -> list[Shown]:
    """Examples about a campaign, each just played, and told in a locale.

    Raises ``InvalidProgramme`` when the draft cannot run.
    """
    places = [place for place, each in enumerate(programme.examples) if is_about(each, code)]
    chosen = replace(programme, examples=tuple(programme.examples[place] for place in places))
    went = _played(chosen, locale)
    return [Shown(place, programme.examples[place], went.get(at, ()), to_yaml(_ordered(programme.examples[place])))
            for at, place in enumerate(places)]


def _ordered(part: Any) -> Any:
    """An example with its keys in the order in which people read them."""
    if isinstance(part, list | tuple):
        return [_ordered(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    first = [key for key in READ_FIRST if key in part]
    last = [key for key in READ_LAST if key in part]
    middle = [key for key in part if key not in (*first, *last)]
    return {key: _ordered(part[key]) for key in (*first, *middle, *last)}


def is_about(example: Mapping[str, Any], code: str) -> bool:
    """Whether an example is one of a campaign's."""
    return str(example.get("name", "")).startswith(f"{code}:") or any(
        code in expect.get(word, {}) for expect in _expectations(example) for word in NAMING)


def _expectations(example: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    steps = example.get("steps", ())
    for holder in (example, *(steps if isinstance(steps, list | tuple) else ())):
        expect = holder.get("expect") if isinstance(holder, Mapping) else None
        if isinstance(expect, Mapping):
            yield {word: part for word, part in expect.items() if isinstance(part, Mapping)}


def _played(programme: Programme, locale: str) -> dict[int, tuple[str, ...]]:
    """By place: what went otherwise than expected, or what could not be read."""
    scenarios, findings = read_scenarios(programme)
    compiled = compiled_draft(replace(programme, examples=()))
    went = {_place(each.path): worked.tell(compiled, each, locale).differences for each in scenarios}
    for finding in findings:
        went[_place(finding.path)] = (*went.get(_place(finding.path), ()), sentence_of(finding, locale))
    return went


def _place(path: str) -> int:
    return int(path.split("/")[2])


def from_tried(tried: Tried, code: str, name: str, earlier: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """An example that says: the same basket, the same member, the same outcome. It names nobody."""
    story = tried.story(f"campaign:{code}")
    paid = sum(award.points for award in story.awards) if story else 0
    why = story.refusals[0].why if story and story.refusals else "condition_false"
    expect = {"awards": {**_others(tried, code), code: paid}} if paid else {"refusals": {code: why}}
    event = tried.facts.event
    step = {"at": f"{event.occurred_at:%Y-%m-%d %H:%M:%S}", "partner": tried.facts.partner.code, **_deed(event),
            **({"store": event.store} if event.store else {}), **({"channel": event.channel} if event.channel else {}),
            "expect": expect}
    return {"name": f"{code}: {name}", "given": {"members": {SOMEBODY: _member(tried.facts, earlier)}}, "steps": [step]}


def _others(tried: Tried, code: str) -> dict[str, int]:
    """Points of every other rule, for an expectation of awards names them all."""
    sums: dict[str, int] = {}
    for award in tried.decision.awards:
        rule = award.rule.partition(":")[2]
        if rule != code and award.member == tried.facts.member.id:
            sums[rule] = sums.get(rule, 0) + award.points
    return sums


def _deed(event: Event) -> dict[str, Any]:
    if event.type == "member.joined":
        return {"joins": True}
    if event.type.startswith("activity."):
        return {"does": event.type.removeprefix("activity."), "attributes": dict(event.attributes)}
    return {"buys": [_line(line) for line in event.lines] or event.amount}


def _line(line: Any) -> dict[str, Any]:
    said = {"sku": line.sku, "category": line.category, "brand": line.brand, "amount": line.amount,
            "tags": sorted(line.tags)}
    quantity = {} if line.quantity == 1 else {"quantity": line.quantity}
    return {key: part for key, part in said.items() if part not in ("", [])} | quantity


def _member(facts: Facts, earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    member = facts.member
    said = {"joined": f"{member.joined_at:%Y-%m-%d %H:%M}" if member.joined_at else "", "tier": member.tier,
            "tags": sorted(member.tags), "earlier": list(earlier)}
    return {key: part for key, part in said.items() if part not in ("", [])}


def keep(session: Session, examples: Sequence[Mapping[str, Any]], places: Sequence[int], row_version: int,
         by: str) -> None:
    """Put examples at these places of the draft's list, more of them at its end, fewer: the rest are taken out.

    Raises ``StaleSave``.
    """
    held = editing.piece(session, WHOLE)
    listed = list(held.data.get("examples", ()))
    if not places:
        listed += examples
    else:
        first = min(places)
        rest = [each for place, each in enumerate(listed) if place not in places]
        listed = [*rest[:first], *examples, *rest[first:]]
    editing.save(session, WHOLE, "", {**held.data, "examples": listed}, row_version, by)


def version(session: Session) -> int:
    """The row version that a save of examples goes with."""
    return editing.piece(session, WHOLE).row_version


def read_text(text: str) -> list[dict[str, Any]]:
    """Examples out of their YAML text. Raises ``UnreadableExamples``."""
    node, findings = compose(text) if text.strip() else (None, ())
    if findings:
        raise UnreadableExamples(findings)
    data: Any = plain(node) if node is not None else []
    listed = data if isinstance(data, list) else [data]
    if not all(isinstance(each, dict) for each in listed):
        raise UnreadableExamples([Finding("wrong_type", "Write a list of examples, each with a name and steps.")])
    return listed

"""The story of a decision for a page: each rule with its sub-conditions, in the rule language and in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.language import Setting, check
from rules.programme import Place, Programme
from rules.rating.trace import Reading, Story
from rules.sentence import Speaker, of_award, of_condition, of_refusal
from server.services.trials.trying_on import Tried
from server.web.locales import current_locale

PLACES: Mapping[str, Place] = {"audience": "audience", "when": "condition", "lines": "line", "benefits": "award",
                               "caps": "life", "points": "accrual"}
CLAUSES = ("audience", "condition", "line")


@dataclass(frozen=True, slots=True)
class Step:
    """One sub-condition: how it is written and said, how it turned out, and the values it saw."""

    text: str
    words: str
    outcome: bool | None
    depth: int
    seen: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One expression of a rule as it was read; ``cause`` says why it failed."""

    part: str
    text: str
    value: str
    steps: tuple[Step, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one rule: ``sentences`` say it, ``parts`` prove it."""

    rule: str
    name: str
    paid: bool
    sentences: tuple[str, ...]
    parts: tuple[Part, ...]
    points: int


class Teller:
    """Tells stories in the reader's language."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.speaker = Speaker.of(programme, current_locale())
        self.counters = {each.code: tuple(counter.code for counter in each.progress) for each in programme.campaigns}

    def all_of(self, tried: Tried, first: str) -> list[Told]:
        """Every rule: the one that was tried, then those that paid, then the rest."""
        told = [self.story(each) for each in tried.stories]
        return sorted(told, key=lambda each: (each.rule != first, not each.paid))

    def story(self, story: Story) -> Told:
        """One rule."""
        kind, _, code = story.rule.partition(":")
        name = self.speaker.name("campaigns", code) if kind == "campaign" else code
        sentences = [*(of_award(award, self.speaker) for award in story.awards),
                     *(of_refusal(refusal, self.speaker) for refusal in story.refusals)]
        return Told(story.rule, name, story.outcome == "paid", tuple(sentences),
                    tuple(self.part(each, code) for each in story.readings),
                    sum(award.points for award in story.awards))

    def part(self, reading: Reading, code: str) -> Part:
        """One expression."""
        place = PLACES.get(reading.part.partition("/")[0], "condition")
        setting = Setting.of(self.programme, self.counters.get(code, ()))
        steps = tuple(Step(step.text, self._said(step.text, place, setting), step.outcome, step.depth, step.words)
                      for step in reading.steps)
        return Part(reading.part, reading.text, reading.value, steps, reading.cause)

    def _said(self, text: str, place: Place, setting: Setting) -> str:
        """A sub-condition in words; "" where the words are the text itself."""
        if place not in CLAUSES:
            return ""
        checked = check(text, place, setting)
        said = of_condition(checked, self.speaker) if checked.syntax else ""
        return "" if said == text else said


def gave(tried: Tried, teller: Teller) -> list[dict[str, Any]]:
    """What members get in all, by whom and in which points, and what is taken off the price."""
    sums: dict[tuple[str, str], int] = {}
    for award in tried.decision.awards:
        key = (award.member, award.currency)
        sums[key] = sums.get(key, 0) + award.points
    return [{"points": points, "unit": teller.speaker.name("currencies", currency),
             "referrer": member != tried.facts.member.id} for (member, currency), points in sums.items()]

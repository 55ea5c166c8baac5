"""A decision as a page tells it: each rule in the reader's language, each sub-condition with how it turned out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from admin.words import OUTCOMES, PARTS, RULES
from rules.compiled import CompiledProgramme
from rules.decision import Step
from rules.language import Checked, Setting, check
from rules.programme import Place, Programme
from rules.rating.trace import Reading, Story
from rules.sentence import Speaker, of_award, of_condition, of_number, of_refusal
from rules.vocabulary import RESULTS

PLACES: dict[str, Place] = {"when": "condition", "audience": "audience", "lines": "line", "benefits": "award",
                            "caps": "life"}
POINTS: dict[str, Place] = {"accrual": "accrual", "growth": "growth"}


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A sub-condition: its text, the same in plain words, yes, no or not asked, and the words it looked at."""

    text: str
    plain: str
    outcome: Any
    tone: str
    words: tuple[tuple[str, str], ...]
    depth: int


@dataclass(frozen=True, slots=True)
class ToldReading:
    """One expression of a rule: which part, its text, the same in plain words, what came out, its sub-conditions."""

    part: Any
    text: str
    plain: str
    value: str
    cause: str
    steps: tuple[ToldStep, ...]


@dataclass(frozen=True, slots=True)
class ToldRule:
    """What became of one rule; ``paid`` says whether it gave anything, ``sentences`` what or why not."""

    rule: str
    name: str
    paid: bool
    sentences: tuple[str, ...]
    readings: tuple[ToldReading, ...]


MOST = 60
"""Rules that one page tells."""


def told_rules(stories: Iterable[Story], compiled: CompiledProgramme, locale: str) -> list[ToldRule]:
    """Rules that paid come first, then the programme's order; ``MOST`` at most."""
    teller = Teller.of(compiled.programme, locale)
    ordered = sorted(stories, key=lambda story: story.outcome != "paid")
    return [teller.rule(story) for story in ordered[:MOST]]


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells in one language, with the names of one programme."""

    speaker: Speaker
    setting: Setting

    @classmethod
    def of(cls, programme: Programme, locale: str) -> Teller:
        """A teller that knows a programme's names and counters."""
        counters = {each.code for campaign in programme.campaigns for each in campaign.progress}
        return cls(Speaker.of(programme, locale), Setting.of(programme, tuple(sorted(counters))))

    def rule(self, story: Story) -> ToldRule:
        """What became of one rule."""
        kind, _, code = story.rule.partition(":")
        name = self.speaker.name("campaigns", code) if kind == "campaign" else f"{RULES.get(kind, kind)} · {code}"
        said = (*(of_award(award, self.speaker) for award in story.awards),
                *(of_refusal(refusal, self.speaker) for refusal in story.refusals))
        readings = tuple(self._reading(reading, kind) for reading in story.readings)
        return ToldRule(story.rule, name, story.outcome == "paid", said, readings)

    def plain(self, text: str, place: Place) -> str:
        """An expression in plain words; "" for one that cannot be told."""
        checked = _checked(text, place, self.setting)
        if checked is None:
            return ""
        say = of_condition if RESULTS[place] == ("flag",) else of_number
        return say(checked, self.speaker)

    def _reading(self, reading: Reading, kind: str) -> ToldReading:
        part = reading.part.partition("/")[0]
        place = PLACES.get(part) or POINTS.get(kind, "condition")
        steps = tuple(self._step(step, place) for step in reading.steps)
        return ToldReading(PARTS.get(part, part), reading.text, self.plain(reading.text, place), reading.value,
                           reading.cause, steps)

    def _step(self, step: Step, place: Place) -> ToldStep:
        outcome, tone = OUTCOMES[step.outcome]
        plain = self.plain(step.text, place if RESULTS[place] == ("flag",) else "condition")
        return ToldStep(step.text, plain, outcome, tone, step.words, step.depth)


@lru_cache(maxsize=4_096)
def _checked(text: str, place: Place, setting: Setting) -> Checked | None:
    checked = check(text, place, setting)
    return None if any(finding.severity == "error" for finding in checked.findings) else checked

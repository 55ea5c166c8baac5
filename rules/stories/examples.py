"""Worked examples of a programme, run in memory through the code the server uses, on a clock they set.

``run`` plays every example twice from nothing: the books must come out the same, every event reported again must
change nothing, each step must leave books that hold, and every expectation must be met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.books.invariants import check_books
from rules.books.settlement import prices_of
from rules.canonical import content_hash
from rules.compiled import CompiledProgramme
from rules.compiling.compiler import compile_programme
from rules.errors import Finding, PointsError
from rules.programme import Programme
from rules.stories.deeds import DEEDS
from rules.stories.expectation import Scene, changed, differences
from rules.stories.outcome import Outcome
from rules.stories.scenario import Scenario, Step, read_scenarios
from rules.stories.stage import Stage, changes
from rules.stories.wording import Say, saying
from rules.stories.world import World


@dataclass(frozen=True, slots=True)
class Told:
    """One example as it went; ``differences`` are sentences for people, none when all went as expected."""

    name: str
    path: str
    steps: int
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything went as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Report:
    """All examples of a programme: ``told`` those that could be read, ``findings`` the faults of their text."""

    told: tuple[Told, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every example was read and went as expected."""
        return not self.findings and all(told.passed for told in self.told)


def run(programme: Programme, compiled: CompiledProgramme | None = None, locale: str = "en") -> Report:
    """Every worked example of a programme, told in a locale; ``compiled`` saves compiling it again.

    Raises ``InvalidProgramme`` when the programme cannot be compiled; faults of examples are findings.
    """
    scenarios, findings = read_scenarios(programme)
    ready = compiled or compile_programme(programme, content_hash(programme))
    return Report(tuple(tell(ready, scenario, locale) for scenario in scenarios), findings)


def findings(programme: Programme) -> Iterator[Finding]:
    """What keeps the programme from being published: faulty example texts, and each difference."""
    report = run(programme)
    yield from report.findings
    for told in report.told:
        for sentence in told.differences:
            yield Finding("example_failed", f"{told.name}: {sentence}", path=told.path,
                          data={"example": told.name, "difference": sentence})


def tell(compiled: CompiledProgramme, scenario: Scenario, locale: str = "en") -> Told:
    """One example, played and checked; what differs is told in a locale."""
    play = Play(compiled, scenario, saying(locale))
    sentences = [*play.told(), *play.at_the_end()]
    return Told(scenario.name, scenario.path, len(scenario.steps), tuple(sentences))


class Play:
    """One example being played."""

    def __init__(self, compiled: CompiledProgramme, scenario: Scenario, say: Say) -> None:
        self.compiled, self.scenario, self.say = compiled, scenario, say
        self.stage = Stage(World(compiled))
        self.world = self.stage.world
        self.last = Outcome()
        self.story: list[tuple[str, str, str]] = []
        self._welcome()

    def _welcome(self) -> None:
        """Those who are there from the start; who joins later is known by name only."""
        if self.scenario.steps:
            self.world.now = self.scenario.steps[0].received
        for name, given in self.scenario.people.items():
            self.world.welcome(name, given)

    def told(self) -> Iterator[str]:
        """Do every step; what went otherwise than expected, as sentences."""
        for step in self.scenario.steps:
            self.last = perform(self.stage, step)
            self.story.extend(changed(self.last, step.at, self.say))
            yield from differences(step.expect, self._scene(step))
            yield from self._unlawful(step)

    def _scene(self, step: Step) -> Scene:
        currencies = tuple(currency.code for currency in self.compiled.programme.currencies)
        return Scene(step.member, step.at, self.last, self.world, currencies, self.say, tuple(self.story))

    def _unlawful(self, step: Step) -> Iterator[str]:
        """Books that do not hold after a step, and entries that do not say why they exist."""
        prices = prices_of(self.world.current.programme)
        for finding in check_books(tuple(self.world.members.values()), self.world.entries, prices):
            yield self.say("unlawful", place=step.path, finding=finding.sentence)
        for entry in self.world.entries:
            if not (entry.reason.rule and entry.reason.version) and not entry.reason.text:
                yield self.say("no_reason", place=step.path, entry=entry.id)

    def at_the_end(self) -> Iterator[str]:
        """What the example expects in the end, and what must hold of any story."""
        if self.scenario.steps:
            step = self.scenario.steps[-1]
            yield from differences(self.scenario.expect, self._scene(step))
        yield from (self.say("dry_run", place=place) for place in self.stage.forecasts_missed)
        yield from self._changed_by_repeats()
        if not self._same_again():
            yield self.say("not_the_same")

    def _changed_by_repeats(self) -> Iterator[str]:
        """Every event reported again must get the first answer and change nothing."""
        for step, _ in list(self.stage.told.values()):
            before = (len(self.world.entries), dict(self.world.members))
            again = DEEDS[step.verb](self.stage, step)
            if again.status != "repeated" or before != (len(self.world.entries), self.world.members):
                yield self.say("repeated", place=step.path, status=again.status)

    def _same_again(self) -> bool:
        """Play it once more from nothing and compare the books."""
        stage = Play(self.compiled, self.scenario, self.say).stage
        for step in self.scenario.steps:
            perform(stage, step)
        return (stage.world.accounts, stage.world.members) == (self.world.accounts, self.world.members)


def perform(stage: Stage, step: Step) -> Outcome:
    """Let time pass until a step arrives, then do it; a refusal is an outcome and changes nothing."""
    world = stage.world
    world.pass_to(step.received)
    before, known = len(world.entries), dict(world.members)
    try:
        outcome = DEEDS[step.verb](stage, step)
    except PointsError as error:
        world.members = known
        outcome = Outcome("refused", error.code)
    return replace(outcome, changes=changes(world.entries[before:]))

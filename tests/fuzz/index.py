"""The index against the rules it was taken from: what it keeps out must not hold."""

from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random

from rules.compiling.expression import CompiledRule
from rules.compiling.index import bitmap_of, met
from rules.compiling.narrowing import demands, filter_demands
from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from tests.fuzz.facts import facts_and_scope
from tests.fuzz.rules import Tally, rules

RULES = 60
FACTS = 60
LONG = 60


@dataclass(slots=True)
class Kept:
    """What a search has seen."""

    asked: int = 0
    candidates: int = 0
    holding: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (f"{self.asked} rules asked for, {self.candidates} let through, {self.holding} held, "
                f"{len(self.wrong)} wrongly kept out")


def holds(rule: CompiledRule, facts: Facts, scope: Scope) -> bool:
    """Whether a condition holds; one that fails does not."""
    try:
        return bool(rule.value(facts, scope))
    except RuleFailure:
        return False


def keeps(rule: CompiledRule, facts: Facts, scope: Scope) -> bool:
    """Whether a condition holds, or a line filter keeps any line."""
    if rule.place != "line":
        return holds(rule, facts, scope)
    lines = facts.event.lines
    return isinstance(lines, tuple) and any(holds(rule, facts, Scope(line=line)) for line in lines)


def searched(seed: int, kept: Kept) -> None:
    """One set of rules, many facts."""
    random = Random(seed)
    made = [rule for rule in islice(rules(random, Tally()), 2 * RULES) if rule.place != "award"]
    rows = [demanded(rule) for rule in made]
    bitmap = bitmap_of(rows)
    words = [word for rule in made for word in rule.checked.words]
    for _ in range(FACTS):
        facts, scope = facts_and_scope(random, words)
        scope = replace(scope, matched=replace(scope.matched, lines=facts.event.lines))
        candidates = set(bitmap.matching(facts))
        for place, rule in enumerate(made):
            _note(kept, rule, (facts, scope), place in candidates, met(rows[place], facts))


def demanded(rule: CompiledRule):
    """What a rule demands of the facts."""
    return (filter_demands if rule.place == "line" else demands)(rule.checked.tree)


def _note(kept: Kept, rule: CompiledRule, given, let_through: bool, is_met: bool) -> None:
    held = keeps(rule, *given)
    kept.asked += 1
    kept.candidates += let_through
    kept.holding += held
    if ((held or is_met) and not let_through) or (held and not is_met):
        kept.wrong.append(f"{rule.text}: held {held}, let through {let_through}, met {is_met}")


def search(seed: int, scale: float) -> int:
    """The long run; how many rules were wrongly kept out."""
    kept = Kept()
    for offset in range(int(LONG * scale)):
        searched(seed + offset, kept)
    print(kept, *kept.wrong[:20], sep="\n")
    return len(kept.wrong)



"""Compiled rules against the reference interpreter: value and type, or class of error, on anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_UP, Context, DefaultContext, localcontext
from itertools import islice
from random import Random

from rules.compiling.compiler import compile_expression
from rules.compiling.expression import CompiledRule, is_condition
from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from rules.language import check, evaluate
from rules.language.engine import ARITHMETIC
from tests.fuzz.expressions import SETTING, Writer
from tests.fuzz.facts import facts_and_scope

FACTS_EACH = 25
CONTEXTS = (DefaultContext, ARITHMETIC, Context(prec=3, rounding=ROUND_UP))
"""What the thread may have set: rules compute the same in all of them."""
LONG = 2_700
"""So many expressions give more than 100,000 comparisons."""


@dataclass(slots=True)
class Tally:
    """What a search has seen."""

    expressions: int = 0
    interpreted: int = 0
    refused: int = 0
    comparisons: int = 0
    failures: int = 0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (f"{self.comparisons} comparisons over {self.expressions} expressions ({self.refused} refused, "
                f"{self.interpreted} only interpreted), {self.failures} ended in a failure, "
                f"{len(self.differences)} differences")


def outcome(function, *arguments) -> str:
    """A value with its type, all the way down, or the class of the error."""
    try:
        return shown(function(*arguments))
    except RuleFailure as failure:
        return type(failure).__name__
    except Exception as error:  # noqa: BLE001 - anything else is what this looks for
        return f"escaped: {error!r}"


def shown(value) -> str:
    """A value with its type and that of its entries."""
    if isinstance(value, tuple | list):
        return f"{type(value).__name__}({', '.join(map(shown, value))})"
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__}({sorted(map(shown, value))})"
    return f"{type(value).__name__} {value!r}"


def rules(random: Random, tally: Tally) -> Iterator[CompiledRule]:
    """Compiled random expressions that the language takes."""
    while True:
        line = "line" if random.random() < 0.15 else ""
        writer, depth = Writer(random, line), random.choice((0, 1, 1, 2, 2, 3))
        place = "line" if line else random.choice(("condition", "award"))
        text = writer.number(depth) if place == "award" else writer.condition(depth)
        checked = check(text, place, SETTING)
        if checked.tree is None:
            tally.refused += 1
            continue
        tally.expressions += 1
        rule = compile_expression(checked)
        tally.interpreted += rule.is_interpreted
        yield rule


def compare(rule: CompiledRule, facts: Facts, scope: Scope, tally: Tally) -> None:
    """One rule on one set of facts, its value and its mask."""
    wanted = outcome(evaluate, rule.checked, facts, scope)
    tally.failures += wanted == "RuleFailure"
    _note(tally, rule, "value", wanted, outcome(rule.value, facts, scope))
    if is_condition(rule.place):
        wanted = outcome(rule.interpreted_mask, facts, scope)
        _note(tally, rule, "mask", wanted, outcome(rule.mask, facts, scope))


def _note(tally: Tally, rule: CompiledRule, what: str, wanted: str, got: str) -> None:
    tally.comparisons += 1
    if wanted != got or "escaped" in wanted or "escaped" in got:
        tally.differences.append(f"{what} of {rule.text}: interpreter {wanted}, compiled {got}")


def compared(seed: int, expressions: int) -> Tally:
    """The tally over so many expressions, each on several sets of facts."""
    random, tally = Random(seed), Tally()
    for rule in islice(rules(random, tally), expressions):
        for _ in range(FACTS_EACH):
            with localcontext(random.choice(CONTEXTS)):
                compare(rule, *facts_and_scope(random, rule.checked.words), tally)
    return tally


def search(seed: int, scale: float) -> int:
    """The long run; how many differences there are."""
    tally = compared(seed, int(LONG * scale))
    print(tally, *tally.differences[:20], sep="\n")
    return len(tally.differences)

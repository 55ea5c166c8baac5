"""How far a condition is from holding: its comparisons with their figures, so that a member sees what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from rules.language import Checked, evaluate
from rules.language.explain import OPERATORS
from rules.language.grammar import Syntax
from rules.language.tree import tree_of
from rules.sentence.condition import of_condition, of_number
from rules.sentence.speaker import Speaker
from rules.vocabulary import WORDS

MOST_WAYS = 6
"""A condition with more alternatives than this is told as one clause."""
_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One part of a condition. ``said`` names the figure, or is the whole clause where there is none to reach.

    ``has`` and ``needs`` are figures of ``unit`` (one of the vocabulary's, "" for a bare number), both None for a
    clause.
    """

    said: str
    met: bool
    has: Decimal | None = None
    needs: Decimal | None = None
    unit: str = ""

    @property
    def missing(self) -> Decimal:
        """What is still missing; 0 for a clause and for what is reached."""
        return Decimal(0) if self.met or self.needs is None or self.has is None else self.needs - self.has


Way = tuple[Requirement, ...]


def ways_to(checked: Checked, facts: Facts, scope: Scope, speaker: Speaker) -> tuple[Way, ...]:
    """The ways in which a condition comes to hold: any one of them will do, each needs all of its parts."""
    if checked.syntax is None or checked.tree is None:
        return ()
    telling = _Telling(checked, facts, scope, speaker)
    found = telling.ways(checked.syntax)
    return tuple(found) if len(found) <= MOST_WAYS else ((telling.clause(checked.syntax),),)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Reads one condition for one member."""

    checked: Checked
    facts: Facts
    scope: Scope
    speaker: Speaker

    def ways(self, syntax: Syntax) -> list[Way]:
        """Alternatives of a construct."""
        if syntax.kind != "logic":
            return [(self.requirement(syntax),)]
        left, right = (self.ways(side) for side in syntax.args[2:4])
        if OPERATORS[syntax.args[1]] == "or":
            return [*left, *right]
        return [(*one, *other) for one in left for other in right]

    def requirement(self, syntax: Syntax) -> Requirement:
        """A comparison with its figures; anything else as a clause."""
        if syntax.kind != "order":
            return self.clause(syntax)
        operator, left, right = OPERATORS[syntax.args[1]], syntax.args[2], syntax.args[3]
        if left.kind == "number":
            operator, left, right = _TURNED[operator], right, left
        has, needs = self._value(left), self._value(right)
        if operator not in (">=", ">") or not isinstance(has, Decimal) or not isinstance(needs, Decimal):
            return self.clause(syntax)
        return Requirement(of_number(replace(self.checked, syntax=left), self.speaker), self._met(syntax), has, needs,
                           _unit(left))

    def clause(self, syntax: Syntax) -> Requirement:
        """A construct as a whole sentence."""
        return Requirement(of_condition(replace(self.checked, syntax=syntax), self.speaker), self._met(syntax))

    def _met(self, syntax: Syntax) -> bool:
        return self._value(syntax) is True

    def _value(self, syntax: Syntax) -> Any:
        """What a construct is for this member; None when it cannot be worked out."""
        try:
            return evaluate(replace(self.checked, tree=syntax.node), self.facts, self.scope)
        except RuleFailure:
            return None


def _unit(syntax: Syntax) -> str:
    """Unit of the only word that a figure is made of."""
    words = {word for part in syntax.everything() if (word := _word(part)) in WORDS}
    return WORDS[words.pop()].unit if len(words) == 1 else ""


def _word(syntax: Syntax) -> str:
    tree = tree_of(syntax) if syntax.kind in ("symbol", "attribute") else {}
    return str(tree.get("name", ""))


def goals_of(counter: str, texts: Iterable[Checked]) -> tuple[Decimal, ...]:
    """Values of a campaign's counter at which something happens, ascending; of ``every n-th`` the n alone."""
    found = {goal for checked in texts if checked.syntax for goal in _goals(tree_of(checked.syntax), counter)}
    return tuple(sorted(goal for goal in found if goal > 0))


def repeats_at(counter: str, texts: Iterable[Checked]) -> bool:
    """Whether a counter is asked for its every n-th value, so that it begins anew in the member's eyes."""
    trees = (tree_of(checked.syntax) for checked in texts if checked.syntax)
    return any(_is_cycle(part, counter) for tree in trees for part in _all(tree))


def _goals(top: Mapping[str, Any], counter: str) -> Iterator[Decimal]:
    for tree in _all(top):
        if tree.get("kind") == "compared":
            yield from _compared(tree, counter)
        elif _is_table(tree) and any(_is_counter(part, counter) for part in tree["arguments"]):
            yield from _steps(tree["arguments"][-1])


def _compared(tree: Mapping[str, Any], counter: str) -> Iterator[Decimal]:
    """The figure that a counter is compared with."""
    for one, other in ((tree["left"], tree["right"]), (tree["right"], tree["left"])):
        if _is_counter(one, counter) and other["kind"] == "number":
            yield Decimal(other["value"]) + (tree["operator"] == ">")
        elif _is_cycle(one, counter):
            yield Decimal(one["right"]["value"])


def _is_table(tree: Mapping[str, Any]) -> bool:
    return tree.get("kind") == "call" and tree["function"].get("name") in ("$ladder", "$crossed")


def _steps(table: Mapping[str, Any]) -> Iterator[Decimal]:
    for entry in table.get("entries", ()):
        first = entry["entries"][0] if entry.get("kind") == "list" and entry["entries"] else entry
        if first.get("kind") == "number":
            yield Decimal(first["value"])


def _is_counter(tree: Mapping[str, Any], counter: str) -> bool:
    return tree.get("kind") == "word" and tree.get("name") == f"progress.{counter}"


def _is_cycle(tree: Mapping[str, Any], counter: str) -> bool:
    """``progress.visits % 5``."""
    return (tree.get("kind") == "arithmetic" and tree["operator"] == "%" and _is_counter(tree["left"], counter)
            and tree["right"]["kind"] == "number")


def _all(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every node of a tree."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _all(part)
    elif isinstance(value, list):
        for part in value:
            yield from _all(part)

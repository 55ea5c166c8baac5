"""Explaining one expression: every sub-condition as written, how it turned out, and the words it read.

This goes through the interpreter node by node; it serves explanations, never the rating of an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from rules.compiling.emit.logic import operands
from rules.decision import Step
from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from rules.language import Checked, evaluate
from rules.language.engine import ast
from rules.language.reading import plain

PARTS = ("left", "right", "container", "member", "item", "object", "condition", "case_true", "case_false",
         "iterable", "result", "function", "start", "stop")
"""Where nodes of the tree keep their direct parts."""

MOST_VALUES = 20
"""How many different values of a word inside a list are told."""


def steps_of(checked: Checked, facts: Facts, scope: Scope) -> tuple[Step, ...]:
    """Sub-conditions in the order of evaluation; the parts of one follow it, one deeper.

    What was not reached, and what failed, has outcome None.
    """
    walk = _Walk(checked, facts, scope)
    walk.chain("and", operands(checked.tree, "and"), depth=0, reached=True)
    return tuple(walk.steps)


def value_text(value: Any) -> str:
    """A value of the language in short: plain digits, ISO times, lists with commas."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return ", ".join(sorted(map(value_text, value)))
    if isinstance(value, tuple):
        return ", ".join(map(value_text, value)) if all(map(_is_plain, value)) else str(len(value))
    return str(value)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | bool | Decimal | datetime)


@dataclass(slots=True)
class _Walk:
    """Steps of one expression against one event."""

    checked: Checked
    facts: Facts
    scope: Scope
    steps: list[Step] = field(default_factory=list)

    def chain(self, operator: str, parts: Iterator[Any], *, depth: int, reached: bool) -> bool | None:
        """Outcome of ``a and b …`` or ``a or b …``; None when it was not reached or failed."""
        decided = operator == "or"
        outcome: bool | None = not decided if reached else None
        for part in parts:
            made = self.visit(part, depth=depth, reached=outcome is (not decided))
            if outcome is (not decided):
                outcome = made
        return outcome

    def visit(self, node: Any, *, depth: int, reached: bool) -> bool | None:
        """Add the step of a node and those of its parts; its outcome."""
        place = len(self.steps)
        self.steps.append(Step(self.checked.text_of(node), None, depth=depth))
        if isinstance(node, ast.LogicExpression):
            outcome = self.chain(node.type, operands(node, node.type), depth=depth + 1, reached=reached)
        elif _negates_logic(node):
            inner = self.visit(node.right, depth=depth + 1, reached=reached)
            outcome = None if inner is None else not inner
        else:
            return self._leaf(node, place, reached=reached)
        self.steps[place] = replace(self.steps[place], outcome=outcome)
        return outcome

    def _leaf(self, node: Any, place: int, *, reached: bool) -> bool | None:
        if not reached:
            return None
        outcome = self._outcome(node)
        self.steps[place] = replace(self.steps[place], outcome=outcome, words=tuple(self._words(node)))
        return outcome

    def _outcome(self, node: Any) -> bool | None:
        try:
            return bool(self._value(node))
        except RuleFailure:
            return None

    def _value(self, node: Any) -> Any:
        return evaluate(replace(self.checked, tree=node), self.facts, self.scope)

    def _words(self, node: Any) -> Iterator[tuple[str, str]]:
        """Each word a node read, with its value; a word that fails is left out."""
        seen: set[str] = set()
        for name, value in self._read(node, {}):
            if name not in seen:
                seen.add(name)
                yield name, value_text(value)

    def _read(self, node: Any, lists: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Words below a node; ``lists`` are what the variables around it range over."""
        name = self._word(node)
        if name:
            yield from self._told(name, node)
        elif _is_field(node, lists):
            yield from self._entries(node, lists[node.object.name])
        else:
            for part in parts_of(node):
                yield from self._read(part, lists | _ranged(node))

    def _word(self, node: Any) -> str:
        """Name of the word a node is, with its arguments as written; "" when it is something else."""
        if isinstance(node, ast.FunctionCallExpression) and _dotted(node.function):
            return self.checked.text_of(node) or _dotted(node.function)
        return _dotted(node)

    def _told(self, name: str, node: Any) -> Iterator[tuple[str, Any]]:
        try:
            yield name, self._value(node)
        except RuleFailure:
            return

    def _entries(self, node: Any, iterable: Any) -> Iterator[tuple[str, Any]]:
        """A field of every entry of a list, each different value once."""
        try:
            entries = self._value(iterable)
            values = [plain(getattr(entry, node.name)) for entry in entries]
        except (RuleFailure, AttributeError, TypeError):
            return
        texts = dict.fromkeys(map(value_text, values))
        yield f"{node.object.result_type.name}.{node.name}", tuple(texts)[:MOST_VALUES]


def _negates_logic(node: Any) -> bool:
    return (isinstance(node, ast.UnaryExpression) and node.type == "not"
            and isinstance(node.right, ast.LogicExpression))


def _dotted(node: Any) -> str:
    """The word a node spells: ``event.amount``, ``member.attributes.nps``."""
    names: list[str] = []
    while isinstance(node, ast.GetAttributeExpression):
        names.append(node.name)
        node = node.object
    if not names or not isinstance(node, ast.SymbolExpression) or node.scope or not _is_root(node):
        return ""
    wanted = 3 if names[-1] == "attributes" else 2
    return ".".join([node.name, *reversed(names)]) if len(names) == wanted - 1 else ""


def _is_root(node: Any) -> bool:
    """Whether a symbol is a root of the vocabulary; a variable of a comprehension carries its list's type."""
    return bool(getattr(node.result_type, "name", "") == node.name)


def _is_field(node: Any, lists: dict[str, Any]) -> bool:
    """Whether a node is a field of an entry that a comprehension goes through."""
    return (isinstance(node, ast.GetAttributeExpression) and isinstance(node.object, ast.SymbolExpression)
            and node.object.name in lists)


def _ranged(node: Any) -> dict[str, Any]:
    if isinstance(node, ast.ComprehensionExpression):
        return {node.variable: node.iterable}
    return {}


def parts_of(node: Any) -> Iterator[Any]:
    """Direct parts of a node of the tree."""
    for name in PARTS:
        part = getattr(node, name, None)
        if isinstance(part, ast.ExpressionBase):
            yield part
    for part in getattr(node, "arguments", ()):
        yield part
    if isinstance(node, ast.ArrayExpression | ast.SetExpression):
        yield from node.value

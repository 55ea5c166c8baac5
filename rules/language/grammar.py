"""The engine's own grammar tables, driven so that every construct knows where it stands.

The grammar stops at its first failure and says which tokens it would have taken. No expression is built or
folded while it is read: see ``Syntax.build``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rules.language.engine import PARSER, REFUSALS, SUBSTITUTES, Unknown, ast, errors
from rules.language.tokens import Token

_TABLES = PARSER._parser
END = "$end"
BAD_ESCAPE = re.compile(r"""(?<!\\)(?:\\\\)*\\(?![\\'"nrt]|x[0-9A-Fa-f]{2}|u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4})""")
"""A backslash in a text that does not begin one of the sequences of the language."""
KINDS = {
    "Statement": "statement", "SymbolExpression": "symbol", "GetAttributeExpression": "attribute",
    "FunctionCallExpression": "call", "GetItemExpression": "item", "GetSliceExpression": "slice",
    "StringExpression": "string", "FloatExpression": "number", "BooleanExpression": "flag",
    "NullExpression": "null", "DatetimeExpression": "time", "TimedeltaExpression": "length",
    "BytesExpression": "bytes",
    "ArrayExpression": "list", "SetExpression": "set", "MappingExpression": "mapping",
    "ComprehensionExpression": "comprehension", "TernaryExpression": "choice",
    "CoalesceExpression": "coalesce", "LogicExpression": "logic", "ComparisonExpression": "equality",
    "ArithmeticComparisonExpression": "order",
    "FuzzyComparisonExpression": "pattern", "ContainsExpression": "contains", "UnaryExpression": "unary",
    "AddExpression": "arithmetic", "SubtractExpression": "arithmetic", "ArithmeticExpression": "arithmetic",
    "BitwiseExpression": "bitwise", "BitwiseShiftExpression": "bitwise",
}
"""Short name of each construct by the engine's class."""


class GrammarFailure(Exception):
    """The tokens do not make an expression; ``token`` None is the end of the text."""

    def __init__(self, token: Token | None, expected: tuple[str, ...]) -> None:
        self.token, self.expected = token, expected
        super().__init__(f"unexpected {token.value if token else 'end'}")


@dataclass(slots=True)
class Attempt:
    """One building of an expression: its context, what failed where, and what was built."""

    context: Any
    failures: list[tuple[Syntax, BaseException]] = field(default_factory=list)
    built: list[tuple[Any, Syntax]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Syntax:
    """One construct as written; ``cls`` is the engine's node class, ``args`` what it is made of.

    ``kind`` is its short name (symbol, attribute, call, string, number …), ``parts`` its direct parts in the
    engine's own order. A ``refused`` construct is outside the language and never built.
    """

    cls: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    method: str
    start: int
    end: int
    attempt: Attempt
    node: Any = None
    refused: bool = False
    kind: str = ""
    parts: tuple[Syntax, ...] = ()

    def __post_init__(self) -> None:
        self.kind = KINDS[self.cls.__name__]
        self.parts = tuple(_syntaxes((*self.args[1:], *self.kwargs.values())))

    def build(self) -> Any:
        """The engine's node, or ``Unknown`` after noting the failure; children are built on the way."""
        if self.refused:
            return self._parts_only()
        maker = getattr(SUBSTITUTES.get(self.cls, self.cls), self.method)
        try:
            self.node = maker(self.attempt.context, *self.args[1:], **self.kwargs)
        except REFUSALS as error:
            self.attempt.failures.append((self, error))
            self.node = Unknown(self.attempt.context)
        self.attempt.built.append((self.node, self))
        return self.node

    def _parts_only(self) -> Any:
        """``Unknown`` in place of a construct outside the language; parts that need no variable are looked at."""
        for part in self.parts if self.kind != "comprehension" else (self.args[3],):
            part.build()
        self.node = Unknown(self.attempt.context)
        return self.node

    def everything(self) -> Iterator[Syntax]:
        """This construct and all parts of it, outermost first."""
        waiting = [self]
        while waiting:
            current = waiting.pop()
            yield current
            waiting.extend(reversed(current.parts))


def _syntaxes(part: Any) -> Iterator[Syntax]:
    if isinstance(part, Syntax):
        yield part
    elif isinstance(part, tuple | deque):
        for member in part:
            yield from _syntaxes(member)


class _Slice(list[Any]):
    """Right-hand side of a production as the engine's functions index it; entry 0 is the result."""


def parse(tokens: list[Token], attempt: Attempt) -> Syntax:
    """The constructs of one expression; raises ``GrammarFailure``."""
    states = [0]
    values: list[Any] = []
    spans: list[tuple[int, int]] = []
    position = 0
    while True:
        token = tokens[position] if position < len(tokens) else None
        action = _TABLES.action[states[-1]].get(token.type if token else END)
        if action is None:
            raise GrammarFailure(token, _expected(states))
        if action == 0:
            return values[-1]  # type: ignore[no-any-return]
        if action > 0:
            assert token is not None
            states.append(action)
            values.append(token.value)
            spans.append((token.start, token.end))
            position += 1
            continue
        _reduce(_TABLES.productions[-action], states, values, spans, attempt)


def _reduce(production: Any, states: list[int], values: list[Any], spans: list[tuple[int, int]],
            attempt: Attempt) -> None:
    """Replace the right-hand side on the stacks by what its production makes of it."""
    size = production.len
    start, end = spans[-size][0], spans[-1][1]
    made = _made(production, _Slice([None, *values[-size:]]), start, end, attempt)
    del states[-size:], values[-size:], spans[-size:]
    states.append(_TABLES.goto[states[-1]][production.name])
    values.append(made)
    spans.append((start, end))


def _made(production: Any, parts: _Slice, start: int, end: int, attempt: Attempt) -> Any:
    """What a production makes; a text literal it cannot read is noted and stands as an empty text."""
    try:
        if len(parts) == 2 and isinstance(parts[1], str) and BAD_ESCAPE.search(parts[1]) and parts[1][0] != "r":
            raise errors.StringSyntaxError("unknown escape", parts[1])
        production.callable(parts)
    except errors.SyntaxError as error:
        empty = Syntax(ast.StringExpression, (None, ""), {}, "build", start, end, attempt, refused=True)
        attempt.failures.append((empty, error))
        return empty
    return _placed(parts[0], start, end, attempt)


def _placed(made: Any, start: int, end: int, attempt: Attempt) -> Any:
    """The engine's deferred node with its place; inner nodes it made on its own get the same place."""
    if not hasattr(made, "cls") or isinstance(made, Syntax):
        return made
    args = tuple(_placed(part, start, end, attempt) for part in made.args)
    return Syntax(made.cls, args, made.kwargs, made.method, start, end, attempt)


def _expected(states: list[int]) -> tuple[str, ...]:
    """Token types after which reading could go on, found by trying each."""
    return tuple(sorted(kind for kind in _TABLES.action[states[-1]] if _would_take(list(states), kind)))


def _would_take(states: list[int], kind: str) -> bool:
    """Whether a token of this kind would be shifted (or the end accepted) after the pending reductions."""
    while True:
        action = _TABLES.action[states[-1]].get(kind)
        if action is None or action >= 0:
            return action is not None
        production = _TABLES.productions[-action]
        if production.len:
            del states[-production.len:]
        states.append(_TABLES.goto[states[-1]][production.name])

"""The engine's own lexer and grammar tables, driven so that every construct knows where it stands.

Reading goes on after a sign that does not belong; the grammar itself stops at its first failure and says
which tokens it would have taken. No expression is built or folded here: see ``Syntax.build``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rules.engine import BREAKDOWNS, PARSER, SUBSTITUTES, Unknown, errors

_TABLES = PARSER._parser
END = "$end"
KINDS = {
    "Statement": "statement", "SymbolExpression": "symbol", "GetAttributeExpression": "attribute",
    "FunctionCallExpression": "call", "GetItemExpression": "item", "GetSliceExpression": "slice",
    "StringExpression": "string", "FloatExpression": "number", "BooleanExpression": "flag",
    "NullExpression": "null",
    "DatetimeExpression": "time", "TimedeltaExpression": "length", "BytesExpression": "bytes",
    "ArrayExpression": "list", "SetExpression": "set", "MappingExpression": "mapping",
    "ComprehensionExpression": "comprehension", "TernaryExpression": "choice",
    "CoalesceExpression": "coalesce",
    "LogicExpression": "logic", "ComparisonExpression": "equality", "ArithmeticComparisonExpression": "order",
    "FuzzyComparisonExpression": "pattern", "ContainsExpression": "contains", "UnaryExpression": "unary",
    "AddExpression": "arithmetic", "SubtractExpression": "arithmetic", "ArithmeticExpression": "arithmetic",
    "BitwiseExpression": "bitwise", "BitwiseShiftExpression": "bitwise",
}
"""Short name of each construct by the engine's class."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the engine's lexer; offsets are half-open in the normalised source."""

    type: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BadSign:
    """A place the lexer could not read: an unknown sign, an unclosed string, a reserved word."""

    text: str
    start: int
    end: int


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
    """One construct as written; ``cls`` is the engine's node class, ``args`` what it is made of."""

    cls: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    method: str
    start: int
    end: int
    attempt: Attempt
    node: Any = None

    def build(self) -> Any:
        """The engine's node, or ``Unknown`` after noting the failure; children are built on the way."""
        maker = getattr(SUBSTITUTES.get(self.cls, self.cls), self.method)
        try:
            self.node = maker(self.attempt.context, *self.args[1:], **self.kwargs)
        except BREAKDOWNS as error:
            self.attempt.failures.append((self, error))
            self.node = Unknown(self.attempt.context)
        self.attempt.built.append((self.node, self))
        return self.node

    @property
    def kind(self) -> str:
        """Short name of the construct: symbol, attribute, call, string, number …"""
        return KINDS[self.cls.__name__]

    def children(self) -> Iterator[Syntax]:
        """Direct parts, in the engine's own order."""
        for part in (*self.args[1:], *self.kwargs.values()):
            yield from _syntaxes(part)


def _syntaxes(part: Any) -> Iterator[Syntax]:
    if isinstance(part, Syntax):
        yield part
    elif isinstance(part, tuple | deque):
        for member in part:
            yield from _syntaxes(member)


def tokens_of(source: str) -> tuple[list[Token], list[BadSign]]:
    """All tokens that can be read, and the places that cannot."""
    lexer = PARSER._lexer.clone()
    lexer.input(source)
    tokens: list[Token] = []
    bad: list[BadSign] = []
    while True:
        try:
            token = lexer.token()
        except errors.RuleSyntaxError as error:
            bad.append(_bad_sign(lexer, source, error))
            lexer.lexpos = bad[-1].end
            continue
        if token is None:
            return tokens, bad
        tokens.append(Token(token.type, token.value, token.lexpos, lexer.lexpos))


def _bad_sign(lexer: Any, source: str, error: Any) -> BadSign:
    """What the lexer stumbled over; an unclosed string is taken to the end of the text."""
    if error.token is None:
        start, end = lexer.lexmatch.span()
        return BadSign(source[start:end], start, end)
    start = lexer.lexpos
    end = len(source) if source[start] in "\"'" else start + 1
    return BadSign(source[start:end], start, end)


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
    parts = _Slice([None, *values[-size:]])
    start, end = spans[-size][0], spans[-1][1]
    production.callable(parts)
    del states[-size:], values[-size:], spans[-size:]
    states.append(_TABLES.goto[states[-1]][production.name])
    values.append(_placed(parts[0], start, end, attempt))
    spans.append((start, end))


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

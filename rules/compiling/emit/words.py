"""How generated code reads each word: an attribute of facts or scope, and what it will be."""

from __future__ import annotations

from typing import Any

from rules.compiling.emit.emitter import Emitter
from rules.compiling.emit.pieces import Kind, Piece, Unsupported
from rules.facts import Need
from rules.language.engine import DataType, ast
from rules.language.windows import need_for
from rules.vocabulary import WORDS

WHOLE = frozenset({"event.points_paid", "member.tier_rank", "member.age", "member.days_to_birthday",
                   "member.growth", "member.bucket"})
"""Numbers that facts hold as int."""

CLOCK = {"event.hour": ("whole", "{0}.hour"), "event.day": ("whole", "{0}.day"),
         "event.month": ("whole", "{0}.month"), "event.weekday": ("text", "WEEKDAYS[{0}.weekday()]")}
"""Words that follow from the time of the event."""

KINDS: dict[str, Kind] = {"number": "number", "text": "text", "flag": "flag", "time": "time",
                          "length": "length", "texts": "texts", "lines": "list", "payments": "list"}
ITEMS = {"lines": "line", "payments": "payment"}
ABSENT = {"number": "None", "text": "''", "flag": "False"}
OCCURRED_AT = "facts.event.occurred_at"


def symbol(e: Emitter, node: Any) -> Piece:
    """A variable of a comprehension, or the line of a line filter; other roots have no value of their own."""
    if node.name in e.variables:
        return e.variables[node.name]
    if node.name == "line":
        return Piece("scope.line", "object", sure=True, owner="line")
    raise Unsupported(node.name)


def root_of(e: Emitter, node: Any) -> str:
    """Name of the root word a node is, "" when it is something else."""
    if not isinstance(node, ast.SymbolExpression) or node.scope or node.name in e.variables:
        return ""
    return str(node.name)


def word(e: Emitter, root: str, name: str) -> Piece:
    """The value of ``root.name``."""
    if root == "line":
        return field(e, Piece("scope.line", "object", owner="line"), name)
    if root == "progress":
        zero = e.name_of_zero()
        return e.load(Piece(f"scope.progress.get({name!r}, {zero})", "number"))
    full = f"{'member' if root == 'referrer' else root}.{name}"
    if full in CLOCK:
        return _clock(e, full)
    known = WORDS.get(full)
    if known is None or known.arguments is not None:
        raise Unsupported(full)
    if root in ("event", "member", "referrer", "partner", "store", "matched"):
        return _field_of(e, f"{'scope' if root == 'matched' else 'facts'}.{root}.{name}", full)
    return e.load(Piece(f"scope.given[{full!r}]", "number"))


def _clock(e: Emitter, full: str) -> Piece:
    moment = e.ensure(e.load(Piece(OCCURRED_AT, "time")), "time")
    kind, code = CLOCK[full]
    return e.load(Piece(code.format(moment.code), "whole" if kind == "whole" else "text", sure=True))


def _field_of(e: Emitter, code: str, full: str) -> Piece:
    known = WORDS[full]
    kind = "whole" if full in WHOLE else KINDS[known.kind]
    if full == "member.birthday":
        return _midnight(e, code)
    owner = ITEMS.get(known.kind, "")
    return e.load(Piece(code, kind, nullable=known.nullable, item="object" if owner else "unknown",
                        owner=owner))


def _midnight(e: Emitter, code: str) -> Piece:
    """A day as rules see it: its first moment in the zone of the event."""
    e.ensure(e.load(Piece(OCCURRED_AT, "time")), "time")
    return e.load(Piece(f"midnight({code}, {OCCURRED_AT}.tzinfo)", "time", nullable=True))


def field(e: Emitter, owner: Piece, name: str) -> Piece:
    """A field of a line or payment."""
    known = WORDS.get(f"{owner.owner}.{name}")
    if known is None:
        raise Unsupported(name)
    return e.load(Piece(f"{owner.code}.{name}", KINDS[known.kind]))


def attribute(e: Emitter, root: str, name: str, declared: Any) -> Piece:
    """A custom attribute of the event or a member, proven to be of its declared kind."""
    families: tuple[tuple[Any, Kind], ...] = (
        (DataType.FLOAT, "number"), (DataType.STRING, "text"), (DataType.BOOLEAN, "flag"))
    inner = DataType.NULLABLE.unwrap(declared)
    kind = next((kind for family, kind in families if inner == family), None)
    if kind is None or root not in ("event", "member", "referrer"):
        raise Unsupported(f"{root}.attributes.{name}")
    loaded = e.load(Piece(f"facts.{root}.attributes.get({name!r}, {ABSENT[kind]})", kind,
                          nullable=kind == "number"))
    return e.ensure_or_none(loaded, kind)


def called(e: Emitter, root: str, name: str, arguments: tuple[Any, ...]) -> Piece:
    """A word with brackets: a figure of the past, or a balance; the engine checks what a call gives."""
    given = [_text(argument) for argument in arguments]
    if root == "history" and f"history.{name}" in WORDS:
        return _past(e, need_for(WORDS[f"history.{name}"], given), f"history.{name}")
    if name == "balance" and root in ("member", "referrer"):
        return e.ensure(e.load(Piece(f"facts.{root}.balances.get({given[0]!r}, 0)", "whole")), "whole")
    raise Unsupported(f"{root}.{name}()")


def _past(e: Emitter, need: Need, full: str) -> Piece:
    kind, nullable = KINDS[WORDS[full].kind], WORDS[full].nullable
    return e.ensure_or_none(e.load(Piece(f"facts.history[{e.name_of(need)}]", kind, nullable=nullable)), kind)


def _text(node: Any) -> str:
    if not isinstance(node, ast.StringExpression):
        raise Unsupported("an argument that is not a text constant")
    return str(node.value)

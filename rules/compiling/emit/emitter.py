"""Lines of generated code in the making: temporaries, constants, what is proven where, and the type guards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from rules.compiling.emit.constants import freeze
from rules.compiling.emit.pieces import Kind, Piece, Unsupported

Line = tuple[int, str]
GUARDS: dict[Kind, str] = {
    "number": "type({0}) is not Decimal", "whole": "type({0}) is not int", "text": "type({0}) is not str",
    "flag": "type({0}) is not bool", "texts": "type({0}) is not frozenset", "list": "type({0}) is not tuple",
    "length": "type({0}) is not timedelta",
    "time": "type({0}) is not datetime or {0}.tzinfo is None",
}
"""When a value is not exactly of a kind."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Code whose truth is asked for; ``exact`` when it gives True or False and nothing else."""

    code: str
    exact: bool = True


@dataclass(slots=True)
class Emitter:
    """One function being written.

    ``loaded`` maps what was already read to the piece that holds it, and ``proven`` temporaries to their
    kind; both are true only where control surely came by, so blocks restore them. ``variables`` are those
    of the comprehensions around, ``outcomes`` the temporaries that chains of ``and`` and ``or`` own.
    """

    pieces: dict[type, Callable[[Emitter, Any], Piece]]
    lines: list[Line] = field(default_factory=list)
    depth: int = 0
    temporaries: int = 0
    constants: dict[str, Any] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)
    loaded: dict[str, Piece] = field(default_factory=dict)
    proven: dict[str, Kind] = field(default_factory=dict)
    variables: dict[str, Piece] = field(default_factory=dict)
    outcomes: set[str] = field(default_factory=set)
    arithmetic: bool = False

    def piece(self, node: Any) -> Piece:
        """Code for a node of the tree; lines it needs first are written."""
        maker = self.pieces.get(type(node))
        if maker is None:
            raise Unsupported(type(node).__name__)
        return maker(self, node)

    def line(self, text: str) -> None:
        """Write one line at the current depth."""
        self.lines.append((self.depth, text))

    def temporary(self, code: str) -> str:
        """A new name for a value."""
        name = f"t{self.temporaries}"
        self.temporaries += 1
        self.line(f"{name} = {code}")
        return name

    def name_of(self, value: Any) -> str:
        """The global name of a constant; equal constants share one."""
        key = freeze(value)
        if key not in self.names:
            self.names[key] = f"K{len(self.names)}"
            self.constants[self.names[key]] = value
        return self.names[key]

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Lines under a header; what they prove is forgotten after them."""
        self.line(header)
        with self.scope():
            self.depth += 1
            yield
            self.depth -= 1

    @contextmanager
    def scope(self) -> Iterator[None]:
        """What is proven inside is forgotten afterwards."""
        loaded, proven = dict(self.loaded), dict(self.proven)
        yield
        self.loaded, self.proven = loaded, proven

    @contextmanager
    def captured(self) -> Iterator[list[Line]]:
        """Lines written inside go into the list that is given, not into the function."""
        kept, self.lines = self.lines, []
        try:
            yield self.lines
        finally:
            self.lines = kept

    def insert(self, header: str, lines: list[Line], last: str) -> None:
        """Captured lines and one more, under a header."""
        self.line(header)
        self.lines.extend((depth + 1, text) for depth, text in lines)
        self.lines.append((self.depth + 1, last))

    def load(self, piece: Piece) -> Piece:
        """The piece held in a temporary, the same one wherever it was read before."""
        if piece.code not in self.loaded:
            self.loaded[piece.code] = replace(piece, code=self.temporary(piece.code))
        return self.loaded[piece.code]

    def held(self, piece: Piece) -> Piece:
        """The piece under a name, so that it can be used twice."""
        if piece.code.isidentifier():
            return piece
        return replace(piece, code=self.temporary(piece.code))

    def ensure(self, piece: Piece, kind: Kind) -> Piece:
        """The piece, proven to be exactly of a kind (and not None) from here on."""
        if piece.is_constant:
            return self._constant(piece, kind)
        if kind == "number" and piece.kind == "whole":
            proven = self.ensure(piece, "whole")
            return Piece(f"Decimal({proven.code})", "number", sure=True)
        self._require(piece, kind)
        if piece.sure and not piece.nullable:
            return piece
        piece = self.held(piece)
        if self.proven.get(piece.code) != kind:
            self.line(f"if {GUARDS[kind].format(piece.code)}: raise Odd")
            self.proven[piece.code] = kind
        return replace(piece, kind=kind, sure=True, nullable=False)

    def ensure_or_none(self, piece: Piece, kind: Kind) -> Piece:
        """The piece, proven to be None or exactly of a kind."""
        if not piece.nullable or piece.is_constant:
            return self.ensure(piece, kind)
        self._require(piece, kind)
        piece = self.held(piece)
        if not piece.sure and self.proven.get(piece.code) != kind:
            self.line(f"if {piece.code} is not None and ({GUARDS[kind].format(piece.code)}): raise Odd")
        return replace(piece, kind=kind, sure=True)

    def name_of_zero(self) -> str:
        """Name of the number 0."""
        return self.name_of(Decimal(0))

    def number(self, node: Any) -> str:
        """Code of a node that is surely a Decimal when it runs."""
        return self.ensure(self.piece(node), "number").code

    def _require(self, piece: Piece, kind: Kind) -> None:
        if piece.kind not in (kind, "unknown") or kind not in GUARDS:
            raise Unsupported(f"{piece.kind} where {kind} is needed")

    def _constant(self, piece: Piece, kind: Kind) -> Piece:
        if kind == piece.kind:
            return piece
        if kind == "whole" and piece.kind == "number" and is_whole(piece.constant):
            return replace(piece, code=repr(int(piece.constant)), kind="whole")
        raise Unsupported(f"the constant {piece.code} where {kind} is needed")


def is_whole(number: Decimal) -> bool:
    """Whether a constant may be compared as an int: whole, and short enough to be written out."""
    return number.is_finite() and abs(number) < 10**15 and number == number.to_integral_value()

"""What a kind of piece is to the console: one description, from which its list, its form and its checks are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from admin.programme.boxes import Box, Filling, boxes, elsewhere, long_form, spread
from admin.programme.drafted import Drafted
from rules.errors import Finding
from rules.shape.piece import read_piece, write_piece
from server.services.programme.draft import WHOLE
from server.services.programme.editing import Piece

NEW = ""


@dataclass(frozen=True)
class Described:
    """``kind`` is the part of the programme, ``cls`` its dataclass, ``columns`` the fields a list shows.

    Of the programme's own piece, ``part`` is the key that is edited ("" for its own keys, of which ``only``).
    ``ordered`` lists can be rearranged; their order means something.
    """

    kind: str
    cls: type
    columns: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    part: str = ""
    ordered: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether this edits the programme's own piece, of which there is one."""
        return self.kind == WHOLE

    def data_of(self, piece: Piece) -> Mapping[str, Any]:
        """What the form is filled with."""
        data = piece.data.get(self.part, {}) if self.part else piece.data
        return long_form(self.cls, data)

    def merged(self, held: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
        """The whole piece with what was sent in its place; the shortest form of it, where it can be read."""
        if self.part:
            return {**held, self.part: dict(sent)}
        if self.is_whole:
            return {**{key: part for key, part in held.items() if key not in self.only}, **sent}
        value, findings = read_piece(self.kind, sent)
        return dict(sent) if findings else write_piece(value)

    def findings(self, state: Drafted, code: str) -> tuple[Finding, ...]:
        """What is wrong with one piece, with pointers from the form's own root."""
        root = f"/{self.part}" if self.part else ""
        inside = ((each.finding, each.path) for each in state.of_piece(self.kind, code) if each.path.startswith(root))
        return spread(_at(finding, path.removeprefix(root)) for finding, path in inside)

    def filled(self, data: Mapping[str, Any], state: Drafted, code: str, locale: str) -> tuple[Box, ...]:
        """The boxes of one piece; a code that exists is locked."""
        found = self.findings(state, code) if code != NEW or self.is_whole else ()
        locked = frozenset({"code"}) if code != NEW else frozenset()
        return boxes(self.cls, data, Filling(state.draft, locale, found, locked), self.only)

    def unplaced(self, state: Drafted, code: str, shown: tuple[Box, ...]) -> tuple[Finding, ...]:
        """Findings of the piece that no box shows; of the programme's own piece, none of other forms."""
        found = elsewhere(self.findings(state, code), shown)
        return () if self.is_whole and not self.part else found


def _at(finding: Finding, path: str) -> Finding:
    return Finding(finding.code, finding.sentence, finding.severity, path, finding.span, finding.suggestion,
                   finding.expected, finding.data)

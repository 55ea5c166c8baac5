"""One piece of a programme (a campaign, a tier …) ↔ plain data, on its own: what an editor holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from rules.errors import Finding
from rules.programme import Programme
from rules.shape.kinds import Many, Record, fields_of
from rules.shape.notes import Notes
from rules.shape.read import _record as read_record
from rules.shape.write import _record as write_record


@cache
def pieces_by_kind() -> Mapping[str, type]:
    """The class of every list of records that a programme has: ``campaigns`` → ``Campaign``."""
    return {spec.key: spec.kind.item.cls for spec in fields_of(Programme)
            if isinstance(spec.kind, Many) and isinstance(spec.kind.item, Record)}


def read_piece(kind: str, data: object) -> tuple[Any, tuple[Finding, ...]]:
    """The value and what could not be read of it, which stands empty; never raises for any data.

    Pointers are relative to the piece. Raises ``KeyError`` for an unknown kind.
    """
    notes = Notes()
    value = read_record(pieces_by_kind()[kind], data, "", notes)
    return value, tuple(notes.findings)


def write_piece(value: object, *, short: bool = True) -> dict[str, Any]:
    """Plain data of one piece, minimal; ``read_piece`` turns it into an equal value."""
    return write_record(value, short)

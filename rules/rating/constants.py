"""Numbers of a programme that depend on nothing but the programme: grace days, blocks, limits."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from rules.compiled import CompiledProgramme
from rules.facts import NOBODY, Event, Facts, Partner
from rules.rating.layout import figure

CONSTANTS = "rules.rating.constants"
NO_FACTS = Facts(Event("", "", "", datetime(1970, 1, 1, tzinfo=UTC)), NOBODY, Partner(""))
"""For expressions that name no word."""


def constant(compiled: CompiledProgramme, path: str) -> Decimal:
    """The number that stands at a JSON pointer of the programme; 0 where nothing stands.

    Raises ``RuleFailure``.
    """
    return figure(compiled.others.get(path)).at(NO_FACTS)


def whole_constant(compiled: CompiledProgramme, path: str) -> int:
    """The same, floored to whole points or days."""
    known: dict[str, int] = compiled.memo.setdefault(CONSTANTS, {})
    found = known.get(path)
    if found is None:
        found = known[path] = int(constant(compiled, path) // 1)
    return found

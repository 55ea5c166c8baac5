"""Errors and findings: every refusal is a value or a noun with a stable code and its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


class PointsError(Exception):
    """A refusal by the programme or the ledger; ``code`` is stable and public."""

    code = "points_error"


class RuleFailure(PointsError):
    """A published expression failed at run time; the other rules still pay."""

    code = "rule_failed"

    def __init__(self, *, cause: str) -> None:
        self.cause = cause
        super().__init__(cause)


class InvalidProgramme(PointsError):
    """A programme has findings of severity ``error`` and cannot be compiled or published."""

    code = "invalid_programme"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(f"{len(findings)} findings; first: {findings[0].sentence if findings else '-'}")


@dataclass(frozen=True, slots=True)
class Span:
    """Where in a text: half-open character offsets, and line and column counted from 1."""

    start: int
    end: int
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or doubtful, as data.

    ``path`` is a JSON pointer into the programme (``/campaigns/3/when``), or "" for a lone expression;
    ``span`` is the place inside the expression or the file; ``sentence`` is English; ``data`` feeds the
    other locales' sentences; ``suggestion`` is the replacement text offered, ``expected`` the tokens the
    grammar would have taken.
    """

    code: str
    sentence: str
    severity: Severity = "error"
    path: str = ""
    span: Span | None = None
    suggestion: str = ""
    expected: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)

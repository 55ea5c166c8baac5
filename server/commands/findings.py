"""Findings as the lines that editors and people read: ``FILE:LINE:COLUMN: error code: sentence``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from rules.errors import Finding, Span
from server.programme_file import ProgrammeFile, parse
from server.yaml_nodes import BYTES_MAX

FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
                      help="Lines for people and editors, or one JSON object.")


def open_programme(file: Path) -> ProgrammeFile:
    """The programme of a file, ``-`` for what is piped in; a file that is far too large is not read to its end."""
    with click.open_file(str(file), "rb") as source:
        return parse(source.read(BYTES_MAX + 1))


def line(file: Path, finding: Finding) -> str:
    """One finding on one line."""
    span = finding.span or Span(0, 0)
    hints = [f"did you mean {finding.suggestion}?"] if finding.suggestion else []
    hints += [f"expected {', '.join(finding.expected)}"] if finding.expected else []
    told = f" ({'; '.join(hints)})" if hints else ""
    return f"{file}:{span.line}:{span.column}: {finding.severity} {finding.code}: {finding.sentence}{told}"


def as_data(finding: Finding) -> dict[str, Any]:
    """One finding as JSON."""
    span = finding.span or Span(0, 0)
    return {
        "severity": finding.severity, "code": finding.code, "sentence": finding.sentence, "path": finding.path,
        "line": span.line, "column": span.column, "suggestion": finding.suggestion,
        "expected": list(finding.expected), "data": dict(finding.data),
    }


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether any finding forbids publishing."""
    return any(finding.severity == "error" for finding in findings)


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "error"), counted(2, "error")
    ('1 error', '2 errors')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tally(findings: Iterable[Finding]) -> str:
    """How many errors and warnings there are, in words."""
    severities = [finding.severity for finding in findings]
    return f"{counted(severities.count('error'), 'error')}, {counted(severities.count('warning'), 'warning')}"

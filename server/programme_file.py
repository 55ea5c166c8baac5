"""A programme as one YAML file: read with the line and column of every fault, and written for people.

Nothing here raises for any bytes. What the values mean is ``rules.shape`` and ``rules.check``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rules.check import check
from rules.errors import Finding, Span
from rules.programme import Programme
from rules.shape import Reading, read
from rules.shape import write as to_plain
from server.yaml_nodes import Leaf, Node, compose, decode, plain
from server.yaml_places import inside, place
from server.yaml_write import to_yaml

KEY_CODES = frozenset({"unknown_key", "unknown_locale", "empty_value"})
"""Findings about a key rather than its value."""

HEADER = "# yaml-language-server: $schema=./programme.schema.json\n"

Examples = Callable[[Programme], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """What a file turned out to hold; ``findings`` of its YAML and its shape are located.

    ``programme`` is None when there is an error among them; ``draft`` is what could be read, None when
    nothing could.
    """

    programme: Programme | None
    draft: Programme | None
    findings: tuple[Finding, ...]
    locate: Callable[[Finding], Finding] = field(repr=False)

    def checked(self, today: date | None = None, examples: Examples | None = None) -> tuple[Finding, ...]:
        """All findings, in the order of the file; a file with faults is checked as far as it was understood.

        Examples run only when nothing else is wrong.
        """
        if self.draft is None:
            return self.findings
        broken = {finding.path for finding in self.findings}
        found = [finding for finding in check(self.draft, today) if not _hidden(finding.path, broken)]
        if examples and not any(finding.severity == "error" for finding in (*self.findings, *found)):
            found.extend(examples(self.draft))
        return tuple(sorted((*self.findings, *map(self.locate, found)), key=_in_file_order))


def parse(source: bytes) -> ProgrammeFile:
    """Read the bytes of a programme file."""
    text, findings = decode(source)
    if findings:
        return ProgrammeFile(None, None, findings, lambda finding: finding)
    root, findings = compose(text)
    if root is None:
        return ProgrammeFile(None, None, findings, lambda finding: finding)
    return _understood(text, root, findings)


def write(programme: Programme) -> str:
    """The file's text: shortest forms, always the same for the same programme."""
    return HEADER + to_yaml(to_plain(programme))


def _understood(text: str, root: Node, findings: tuple[Finding, ...]) -> ProgrammeFile:
    reading = read(plain(root))

    def locate(finding: Finding) -> Finding:
        return located(finding, text, root, reading)

    found = tuple(sorted((*findings, *map(locate, reading.findings)), key=_in_file_order))
    return ProgrammeFile(None if found else reading.programme, reading.draft, found, locate)


def located(finding: Finding, text: str, root: Node, reading: Reading) -> Finding:
    """The finding with its span in the file; a span inside a rule's text becomes the one in the file."""
    pointer = _in_source(finding.path, reading)
    node, span = place(root, pointer, key=finding.code in KEY_CODES)
    if finding.span is not None and isinstance(node, Leaf):
        span = inside(node, text, finding.span)
    return replace(finding, span=span)


def _in_source(path: str, reading: Reading) -> str:
    """The pointer into the file: a part of a short form stands where the short form does."""
    head, tail = path, ""
    while head and head not in reading.aliases:
        head, _, last = head.rpartition("/")
        tail = f"/{last}{tail}"
    return reading.aliases[head] + tail if head else path


def _hidden(path: str, broken: set[str]) -> bool:
    """Whether a fault of shape at, above or below a path already says what is wrong there."""
    parts = path.split("/")
    above = ("/".join(parts[:count]) for count in range(2, len(parts) + 1))
    return not broken.isdisjoint(above) or any(other.startswith(f"{path}/") for other in broken if path)


def _in_file_order(finding: Finding) -> tuple[int, int, str]:
    span = finding.span or Span(0, 0)
    return span.line, span.column, finding.code

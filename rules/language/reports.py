"""Findings about one expression, gathered in any order and given back in the order of the text."""

from __future__ import annotations

from rules.errors import Finding, Severity, Span
from rules.language.grammar import Syntax
from rules.language.punctuation import Normal
from rules.language.setting import Setting
from rules.phrases import sentence_for
from rules.programme import Place

SHOWN = 60


class Report:
    """Collects findings; offsets given are in the normalised source, stored ones in the typed text."""

    def __init__(self, text: str, normal: Normal, place: Place, setting: Setting) -> None:
        self.text, self.normal, self.place, self.setting = text, normal, place, setting
        self._findings: list[Finding] = []

    def add(self, code: str, start: int, end: int, *, severity: Severity = "error", suggestion: str = "",
            expected: tuple[str, ...] = (), **data: str) -> None:
        """Note one finding between two offsets; its sentence follows from its code and data."""
        sentence = sentence_for(code, data, "en")
        span = self._span(start, end)
        self._findings.append(Finding(code, sentence, severity, span=span, suggestion=suggestion,
                                      expected=expected, data=data))

    def about(self, code: str, syntax: Syntax, *, severity: Severity = "error", suggestion: str = "",
              **data: str) -> None:
        """Note one finding about a construct; ``{text}`` is what was written."""
        quoted = {"text": self.quote(syntax), **data}
        self.add(code, syntax.start, syntax.end, severity=severity, suggestion=suggestion, expected=(), **quoted)

    def quote(self, syntax: Syntax) -> str:
        """What was written for a construct, shortened."""
        begin, stop = self.normal.span(syntax.start, syntax.end)
        written = " ".join(self.text[begin:stop].split())
        return written if len(written) <= SHOWN else written[:SHOWN - 1] + "…"

    def written(self, syntax: Syntax) -> str:
        """What stands in the source for a construct."""
        return self.normal.source[syntax.start:syntax.end]

    def _span(self, start: int, end: int) -> Span:
        begin, stop = self.normal.span(start, end)
        line = self.text.count("\n", 0, begin) + 1
        column = begin - (self.text.rfind("\n", 0, begin) + 1) + 1
        return Span(begin, stop, line, column)

    def has_error(self) -> bool:
        """Whether any finding forbids running the expression."""
        return any(finding.severity == "error" for finding in self._findings)

    def sorted(self) -> tuple[Finding, ...]:
        """All findings by place, each once."""
        distinct = {(_place(finding)): finding for finding in self._findings}
        return tuple(distinct[place] for place in sorted(distinct))


def _place(finding: Finding) -> tuple[int, int, str]:
    """Where a finding stands, for sorting."""
    span = finding.span or Span(0, 0)
    return span.start, span.end, finding.code

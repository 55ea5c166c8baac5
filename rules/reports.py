"""Findings about one expression, gathered in the order of the text."""

from __future__ import annotations

from typing import Any

from rules.errors import Finding, Severity, Span
from rules.grammar import BadSign, GrammarFailure, Syntax
from rules.punctuation import Normal


class Report:
    """Collects findings; offsets given are in the normalised source, stored ones in the typed text."""

    def __init__(self, text: str, normal: Normal) -> None:
        self._text, self._normal = text, normal
        self._findings: list[Finding] = []

    def add(self, code: str, sentence: str, start: int, end: int, *, severity: Severity = "error",
            suggestion: str = "", expected: tuple[str, ...] = (), **data: str) -> None:
        """Note one finding."""
        begin, stop = self._normal.span(start, end)
        line = self._text.count("\n", 0, begin) + 1
        column = begin - (self._text.rfind("\n", 0, begin) + 1) + 1
        span = Span(begin, stop, line, column)
        self._findings.append(Finding(code, sentence, severity, span=span, suggestion=suggestion,
                                      expected=expected, data=data))

    def bad_sign(self, sign: BadSign) -> None:
        """A place the lexer could not read."""
        shown = sign.text[:20]
        self.add("bad_sign", f"{shown} cannot stand here.", sign.start, sign.end, sign=shown)

    def grammar(self, failure: GrammarFailure) -> None:
        """The tokens do not make an expression."""
        token = failure.token
        end = len(self._normal.source)
        start, stop = (token.start, token.end) if token else (end, end)
        self.add("grammar", "The expression breaks off here.", start, stop, expected=failure.expected)

    def failure(self, syntax: Syntax, error: BaseException) -> None:
        """A construct that the engine refused to build."""
        suggestion: Any = getattr(error, "suggestion", None) or ""
        sentence = f"{getattr(error, 'message', error)}."
        self.add("refused", sentence, syntax.start, syntax.end, suggestion=suggestion)

    def has_error(self) -> bool:
        """Whether any finding forbids running the expression."""
        return any(finding.severity == "error" for finding in self._findings)

    def sorted(self) -> tuple[Finding, ...]:
        """All findings by place."""
        return tuple(sorted(self._findings, key=_place))


def _place(finding: Finding) -> tuple[int, int, str]:
    """Where a finding stands, for sorting."""
    span = finding.span or Span(0, 0)
    return span.start, span.end, finding.code

"""Reading one expression of the rule language: every finding with its place, or a tree ready to run.

``check`` never raises; ``evaluate`` is the reference interpreter and raises ``RuleFailure`` only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import localcontext
from typing import Any

from rules.books.history import QUALIFYING
from rules.errors import Finding, RuleFailure
from rules.facts import Facts, Need, Scope
from rules.language.engine import ARITHMETIC, BREAKDOWNS, Bound, errors
from rules.language.explain import explain_failure, explain_grammar, explain_sign
from rules.language.grammar import Attempt, GrammarFailure, Syntax, parse
from rules.language.guard import DEEPEST, LONGEST, guard_syntax, guard_text, guard_tokens
from rules.language.lints import check_lints
from rules.language.punctuation import as_typed, normalise
from rules.language.reports import Report
from rules.language.setting import Setting
from rules.language.strict import check_strictly
from rules.language.tokens import tokens_of
from rules.language.values import check_values
from rules.language.windows import need_for
from rules.language.words import context_for
from rules.programme import Place
from rules.vocabulary import WORDS

__all__ = ["Checked", "Setting", "check", "evaluate"]


@dataclass(frozen=True, eq=False)
class Checked:
    """One expression as it was read.

    ``source`` is the text with plain punctuation; ``tree`` is the engine's expression node, None when a
    finding is an error. ``needs`` are the figures of the past it asks for, ``words`` the dotted words it
    reads. ``spans`` maps the id of each node of the tree to offsets in ``text``; ``syntax`` is the text as
    written, before constants were folded.
    """

    text: str
    source: str
    place: Place
    tree: Any
    findings: tuple[Finding, ...] = ()
    needs: frozenset[Need] = frozenset()
    words: tuple[str, ...] = ()
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    syntax: Syntax | None = None

    def text_of(self, node: Any) -> str:
        """What the marketer wrote for a node of the tree, "" for a node that is not in it."""
        start, end = self.spans.get(id(node), (0, 0))
        return self.text[start:end]


def check(text: str, place: Place, setting: Setting, *, today: date | None = None) -> Checked:
    """Read an expression for one place; all findings at once, none raised.

    ``today`` is the local day against which a window can be past; None asks nothing of it.
    """
    try:
        return _check(text, place, setting, today)
    except (RecursionError, MemoryError):
        report = Report(text, as_typed(text), place, setting)
        report.add("too_deep", 0, len(text), limit=str(DEEPEST))
        return Checked(text, text, place, None, report.sorted())


def _check(text: str, place: Place, setting: Setting, today: date | None) -> Checked:
    if len(text) > LONGEST or not text.strip():
        report = Report(text, as_typed(text), place, setting)
        guard_text(text, report)
        return Checked(text, text, place, None, report.sorted())
    report = Report(text, normalise(text), place, setting)
    top, attempt = _read(report)
    if top is None:
        return Checked(text, report.normal.source, place, None, report.sorted())
    check_strictly(report, top)
    check_values(report, top)
    if not report.has_error():
        check_lints(report, top, today)
    return _checked(report, top, attempt)


def _read(report: Report) -> tuple[Syntax | None, Attempt]:
    """The construct of the whole text, built; None when it cannot be built."""
    attempt = Attempt(context_for(report.setting, report.place))
    tokens, bad = tokens_of(report.normal.source)
    for sign in bad:
        explain_sign(report, sign)
    if not guard_tokens(tokens, report):
        return None, attempt
    try:
        statement = parse(tokens, attempt)
    except GrammarFailure as failure:
        if all(sign.meant for sign in bad):
            explain_grammar(report, failure)
        return None, attempt
    return _built(report, statement, attempt), attempt


def _built(report: Report, statement: Syntax, attempt: Attempt) -> Syntax | None:
    """The expression of a statement after the guard let it be built; failures are told."""
    if not guard_syntax(statement, report):
        return None
    with localcontext(ARITHMETIC):
        statement.build()
    for syntax, error in attempt.failures:
        explain_failure(report, syntax, error)
    return statement.parts[0]


def _checked(report: Report, top: Syntax, attempt: Attempt) -> Checked:
    """What was read, with a tree when nothing forbids running it."""
    spans = {id(node): report.normal.span(made.start, made.end) for node, made in attempt.built}
    tree = None if report.has_error() else top.node
    return Checked(report.text, report.normal.source, report.place, tree, report.sorted(),
                   frozenset(_needs(top)), _words(top), spans, top)


def evaluate(checked: Checked, facts: Facts, scope: Scope) -> Any:
    """Value by the stock interpreter: bool, Decimal, str, time or tuple; raises ``RuleFailure``."""
    if checked.tree is None:
        raise RuleFailure(cause="the expression has findings")
    try:
        with localcontext(ARITHMETIC):
            return checked.tree.evaluate(Bound(facts, scope))
    except RuleFailure:
        raise
    except errors.FunctionCallError as error:
        raise _function_failure(error) from error
    except BREAKDOWNS as error:
        raise RuleFailure(cause=str(error) or type(error).__name__) from error


def _function_failure(error: Any) -> RuleFailure:
    """The failure inside a called word, or of the call."""
    if isinstance(error.error, RuleFailure):
        return error.error
    return RuleFailure(cause=f"{error.function_name}: {error.error or error.message}")


def dotted(syntax: Syntax) -> str:
    """The dotted word a construct spells, "" when it is something else."""
    if syntax.kind == "attribute":
        below = dotted(syntax.args[1])
        return f"{below}.{syntax.args[2]}" if below else ""
    return str(syntax.args[1]) if syntax.kind == "symbol" and not syntax.kwargs.get("scope") else ""


def _words(top: Syntax) -> tuple[str, ...]:
    """Longest dotted words of the vocabulary, in the order they are read, each once."""
    found: dict[str, None] = {}
    covered: set[int] = set()
    for syntax in top.everything():
        word = dotted(syntax)
        if id(syntax) not in covered and "." in word and _known(word):
            found[word] = None
            covered.update(id(part) for part in syntax.everything())
    return tuple(found)


def _known(word: str) -> bool:
    """Whether a dotted word stands in the vocabulary or below one of its open roots."""
    word = f"member.{word.removeprefix('referrer.')}" if word.startswith("referrer.") else word
    return word in WORDS or word.startswith(("event.attributes.", "member.attributes.", "progress."))


def _needs(top: Syntax) -> Iterator[Need]:
    """Figures of the past that called history words name, and those behind ``qualifying.points``."""
    for syntax in top.everything():
        if dotted(syntax) == "qualifying.points":
            yield QUALIFYING
        if syntax.kind != "call":
            continue
        word = WORDS.get(dotted(syntax.args[1]))
        arguments = [part.args[1] for part in syntax.args[2] if part.kind == "string"]
        if word and word.root == "history" and len(arguments) == len(syntax.args[2]):
            with suppress(ValueError):
                yield need_for(word, arguments)

"""Texts written out in a rule against the values that the words beside them can take.

``member.tier == "Platnum"`` would never be true; ``history.spend("30 dyas")`` could never be measured. A list
of known values that is empty in the programme is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.facts import WEEKDAYS
from rules.language.functions import ROUNDINGS
from rules.language.grammar import Syntax
from rules.language.reports import Report
from rules.language.setting import Setting
from rules.language.windows import CALENDAR, canonical_window
from rules.nearest import nearest
from rules.vocabulary import WORDS, Word

EVENT_TYPES = ("transaction.completed", "transaction.returned", "transaction.voided", "member.joined",
               "member.updated")
ACTIVITY = re.compile(r"activity\.[a-z][a-z0-9_]{0,60}")
WINDOWS = (*CALENDAR, "7 days", "30 days", "90 days", "365 days", "24 hours", "168 hours", "3 months", "6 months",
           "12 months")


def check_values(report: Report, top: Syntax) -> None:
    """Every text that is compared with a word, or given to one."""
    for syntax in top.everything():
        if syntax.kind == "equality":
            _compare(report, syntax.args[2], syntax.args[3])
            _compare(report, syntax.args[3], syntax.args[2])
        elif syntax.kind == "contains":
            _compare(report, syntax.args[1], syntax.args[2])
            _compare(report, syntax.args[2], syntax.args[1])
        elif syntax.kind == "item" and syntax.args[1].kind == "mapping":
            _compare(report, syntax.args[2], syntax.args[1])
        elif syntax.kind == "call":
            _check_arguments(report, syntax)


def word_of(syntax: Syntax) -> Word | None:
    """The word of the vocabulary that a construct reads, also through an entry of a list (``l.category``)."""
    if syntax.kind == "call":
        return word_of(syntax.args[1])
    if syntax.kind != "attribute" or syntax.args[1].node is None:
        return None
    group = getattr(syntax.args[1].node.result_type, "name", "")
    return WORDS.get(f"{'member' if group == 'referrer' else group}.{syntax.args[2]}")


def _compare(report: Report, word_side: Syntax, text_side: Syntax) -> None:
    """Texts on one side against the values of the word on the other."""
    word = word_of(word_side)
    if word is None or not word.values:
        return
    for text in _texts(text_side):
        _check_text(report, text, word.values, word.name)


def _texts(syntax: Syntax) -> Iterator[Syntax]:
    """Texts written out: one, or those of a list, a set or the keys of a table."""
    if syntax.kind == "string":
        yield syntax
    elif syntax.kind in ("list", "set"):
        yield from (part for part in syntax.parts if part.kind == "string")
    elif syntax.kind == "mapping":
        yield from (key for key, _ in syntax.args[1] if key.kind == "string")


def _check_arguments(report: Report, call: Syntax) -> None:
    """Arguments of a word that is called must be texts written out, each with a value that exists."""
    function, arguments = call.args[1], list(call.args[2])
    if function.kind == "symbol" and function.args[1] == "round" and len(arguments) > 2:
        _check_text(report, arguments[2], "rounding", "$round")
    word = word_of(function)
    if word is None or word.arguments is None:
        return
    for position, (argument, given) in enumerate(zip(word.arguments, arguments, strict=False), 1):
        if given.kind == "string":
            _check_text(report, given, argument.values, word.name)
        else:
            report.about("argument_not_written_out", given, name=word.name, position=str(position))


def _check_text(report: Report, syntax: Syntax, values: str, word: str) -> None:
    """One text written out against the values of its kind."""
    if syntax.kind != "string" or syntax.refused or _may_be(syntax.args[1], values, report.setting):
        return
    value = syntax.args[1]
    best = nearest(value, known_values(values, report.setting) or ())
    code = "bad_window" if values == "window" else "unknown_value"
    report.about(code, syntax, suggestion=best and f'"{best}"', value=value[:40], values=values, word=word)


def _may_be(value: str, values: str, setting: Setting) -> bool:
    """Whether a text is a possible value; open lists take any."""
    if values == "window":
        return canonical_window(value) is not None
    if values == "event_type" and ACTIVITY.fullmatch(value):
        return True
    known = known_values(values, setting)
    return known is None or value in known or (value == "" and values in ("tier", "store"))


def known_values(values: str, setting: Setting) -> tuple[str, ...] | None:
    """All values of a kind, None when any text may be one."""
    fixed = {"event_type": EVENT_TYPES, "weekday": WEEKDAYS, "rounding": tuple(ROUNDINGS), "window": WINDOWS}
    named = {"partner": setting.partners, "partner_tag": setting.partner_tags, "store": setting.stores,
             "store_tag": setting.store_tags, "tier": setting.tiers, "currency": setting.currencies}
    return fixed.get(values) or named.get(values) or None

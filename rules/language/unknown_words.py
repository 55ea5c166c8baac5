"""Words nobody knows, words that exist elsewhere, and what was probably meant."""

from __future__ import annotations

from rules.facts import WEEKDAYS
from rules.language.functions import BUILT_IN
from rules.language.grammar import Syntax
from rules.language.guard import REFUSED_FUNCTIONS
from rules.language.reports import Report
from rules.language.setting import Setting
from rules.nearest import nearest
from rules.vocabulary import ROOTS, WORDS

MEMBERS = ("member", "referrer")


def explain_symbol(report: Report, syntax: Syntax) -> None:
    """A first word, or a ``$function``, that does not exist in this place."""
    name = syntax.args[1]
    if syntax.kwargs.get("scope"):
        _explain_function(report, syntax, name)
    elif any(name in roots for roots in ROOTS.values()):
        places = [place for place, roots in ROOTS.items() if name in roots]
        report.about("word_not_here", syntax, word=name, place=report.place, places=" ".join(places))
    else:
        report.about("unknown_word", syntax, word=name, suggestion=_likely_word(report, name))


def _explain_function(report: Report, syntax: Syntax, name: str) -> None:
    if name in REFUSED_FUNCTIONS:
        return
    best = nearest(name, BUILT_IN)
    report.about("unknown_function", syntax, word=f"${name}", suggestion=best and f"${best}")


def explain_attribute(report: Report, syntax: Syntax) -> None:
    """``root.name`` where the root has no such word; the root may be a line of a list."""
    owner, name = syntax.args[1], syntax.args[2]
    group = owner.node.result_type.name
    before = report.written(owner)
    best = nearest(name, names_below(group, report.setting))
    suggestion = f"{before}.{best}" if best else _of_lines(group, name) or _elsewhere(report, name)
    code = {"progress": "unknown_counter", "event.attributes": "undeclared_attribute",
            "member.attributes": "undeclared_attribute"}.get(group, "unknown_word")
    report.about(code, syntax, word=f"{before}.{name}", suggestion=suggestion)


def _of_lines(group: str, name: str) -> str:
    """What all lines of the receipt have, when it was asked of the event."""
    return f"[l.{name} for l in event.lines]" if group == "event" and f"line.{name}" in WORDS else ""


def names_below(group: str, setting: Setting) -> list[str]:
    """Last parts of the words below a root, a list entry or a group of declared attributes."""
    if group == "progress":
        return list(setting.counters)
    if group == "event.attributes":
        return [name for name, _ in setting.event_attributes]
    if group == "member.attributes":
        return [name for name, _ in setting.member_attributes]
    root = "member" if group in MEMBERS else group
    below = [word.last for word in WORDS.values() if word.root == root]
    return [*below, "attributes"] if root in ("event", "member") else below


def _likely_word(report: Report, name: str) -> str:
    """A root that looks alike, else a word of this place that ends so (``amount`` is ``event.amount``)."""
    roots, setting = ROOTS[report.place], report.setting
    if name in BUILT_IN:
        return f"${name}"
    if name in (*setting.tiers, *setting.partners, *setting.stores, *setting.currencies, *WEEKDAYS):
        return f'"{name}"'
    return _elsewhere(report, name, exactly=True) or nearest(name, roots) or _elsewhere(report, name)


def _elsewhere(report: Report, name: str, *, exactly: bool = False) -> str:
    """The word of this place whose last part is the name, or looks like it."""
    roots = ROOTS[report.place]
    by_last = {word.last: word.name for word in reversed(WORDS.values()) if word.root in roots}
    return by_last.get(name if exactly else nearest(name, by_last), "")

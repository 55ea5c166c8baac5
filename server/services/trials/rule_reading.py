"""One rule as an editor needs it while somebody types: findings with fixes, the rule in plain words, words to offer.

Plain data, ready for JSON. Offsets count characters (code points) of the text as typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from rules.errors import Finding
from rules.forms import Amount, amount_of, text_of_amount
from rules.language import Checked, Setting, check
from rules.language.completion import completion
from rules.language.guard import LONGEST
from rules.phrases import sentence_of
from rules.programme import LOCALES, Place, Programme
from rules.sentence import Speaker, of_condition, of_number
from rules.vocabulary import RESULTS, ROOTS

PLACES = frozenset(ROOTS)
IGNORED = frozenset({"not_narrowed"})
"""Findings about speed, which only whole campaigns have."""


def read_rule(text: str, place: Place, programme: Programme, locale: str, counters: Iterable[str] = (),
              today: date | None = None) -> dict[str, Any]:
    """``findings``, each with ``start``, ``end``, ``severity``, ``sentence`` and ``fix``; ``words`` by locale.

    ``plain`` is the text with its signs as the language writes them, "" when it is so already. ``words`` is empty
    while the rule has errors or is empty. ``form`` are the fields of the small form that writes this text, or None.
    """
    text = text[:LONGEST + 1]
    if not text.strip():
        return {"findings": [], "words": {}, "plain": "", "ok": True, "form": None}
    checked = check(text, place, Setting.of(programme, tuple(counters)), today=today)
    found = [told(finding, locale) for finding in checked.findings if finding.code not in IGNORED]
    ok = not any(each["severity"] == "error" for each in found)
    return {"findings": found, "words": in_words(checked, programme) if ok else {}, "ok": ok,
            "plain": checked.source if checked.source != text else "", "form": form_of(text)}


def told(finding: Finding, locale: str) -> dict[str, Any]:
    """One finding for a page: its place in the text, its sentence, and the text that would mend it ("" for none)."""
    span = finding.span
    return {"start": span.start if span else 0, "end": span.end if span else 0, "severity": finding.severity,
            "code": finding.code, "sentence": sentence_of(finding, locale), "fix": finding.suggestion}


def in_words(checked: Checked, programme: Programme) -> dict[str, str]:
    """A rule that was read, in plain words of every locale."""
    say = of_condition if RESULTS[checked.place] == ("flag",) else of_number
    return {locale: say(checked, Speaker.of(programme, locale)) for locale in LOCALES}


def words_of(text: str, place: Place, programme: Programme, locale: str, counters: Iterable[str] = ()) -> str:
    """A rule in plain words of one locale, "" while it has errors or is empty."""
    words: str = read_rule(text, place, programme, locale, counters)["words"].get(locale, "")
    return words


def offers(place: Place, programme: Programme, locale: str, counters: Iterable[str] = ()) -> dict[str, Any]:
    """What can be completed in a place: see ``rules.language.completion``."""
    return completion(place, Setting.of(programme, tuple(counters)), locale)


def form_of(text: str) -> dict[str, Any] | None:
    """The fields of the small form (``rules.forms.Amount``) that writes a text, None when none does."""
    amount = amount_of(text)
    return asdict(amount) if amount else None


def text_of_form(fields: Mapping[str, Any]) -> str:
    """The rule that a filled small form writes. Raises ``ValueError`` when it cannot be one."""
    steps = tuple((str(start).strip(), str(value).strip()) for start, value in fields.get("steps") or ())
    plain = {name: str(fields[name]).strip() for name in asdict(Amount("")) if name != "steps" and name in fields}
    return text_of_amount(Amount(**{**plain, "steps": steps}))

"""What a rule editor offers while someone types in one place: plain data, ready for JSON, in one locale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules.language.methods import METHODS
from rules.language.setting import Setting
from rules.language.values import known_values
from rules.programme import Place
from rules.vocabulary import ROOTS, UNITS, WORDS, Word, in_locale
from rules.vocabulary.prose import PROSE
from rules.vocabulary.signs import FUNCTIONS, LITERALS, OPERATORS

ENTRIES = ("line", "payment")
"""Roots whose words are those of the entries of a list."""


def completion(place: Place, setting: Setting, locale: str) -> dict[str, Any]:
    """Words, functions, operators and values of a place.

    A word has its ``name``, how it is written (``usage``), ``kind``, ``unit``, ``sentence``, ``example``, whether it
    may be ``absent``, and the ``values`` it can take where they are known. ``asked`` says what a kind of value can
    be asked with a point. Words of ``line`` and ``payment`` are also those of the entries of a list.
    """
    signs = {"functions": FUNCTIONS, "operators": OPERATORS, "values": LITERALS}
    told = {name: [{"usage": sign.usage, "sentence": in_locale(sign.sentence, locale), "example": sign.example}
                   for sign in listed] for name, listed in signs.items()}
    words = [_told(name, word, setting, locale) for name, word in _words(place)]
    return {"words": [*words, *_own(place, setting, locale)], "asked": dict(METHODS), **told}


def _words(place: Place) -> Iterator[tuple[str, Word]]:
    """Words of the vocabulary that exist in a place, those of the referrer under their own names."""
    roots = ROOTS[place]
    for word in WORDS.values():
        if word.root in roots or word.root in ENTRIES:
            yield word.name, word
        if word.root == "member" and "referrer" in roots:
            yield f"referrer.{word.last}", word


def _told(name: str, word: Word, setting: Setting, locale: str) -> dict[str, Any]:
    return {
        "name": name, "usage": word.usage.replace(word.name, name, 1), "kind": word.kind, "absent": word.nullable,
        "unit": in_locale(UNITS[word.unit], locale) if word.unit else "", "example": word.example,
        "sentence": in_locale(word.sentence, locale), "values": list(known_values(word.values, setting) or ()),
    }


def _own(place: Place, setting: Setting, locale: str) -> Iterator[dict[str, Any]]:
    """Declared attributes and the counters of the campaign."""
    declared = {"event": setting.event_attributes, "member": setting.member_attributes}
    names = [(f"{root}.attributes.{name}", kind) for root, attributes in declared.items() if root in ROOTS[place]
             for name, kind in attributes]
    counters = [(f"progress.{name}", "number") for name in setting.counters if "progress" in ROOTS[place]]
    for name, kind in (*names, *counters):
        absent = kind == "number" and ".attributes." in name
        yield {"name": name, "usage": name, "kind": kind, "absent": absent, "unit": "", "example": name,
               "sentence": in_locale(PROSE["own"], locale), "values": []}

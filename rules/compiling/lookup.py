"""Reading the values that an index looks up. A value of an unexpected type raises TypeError: it narrows nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from rules.compiling.allowed import Key
from rules.facts import Facts, Need
from rules.language.reading import ABSENT
from rules.vocabulary import WORDS

Lookup = Callable[[Facts], Any]
TYPES: dict[str, tuple[type, ...]] = {"number": (Decimal, int), "text": (str,), "flag": (bool,),
                                      "texts": (frozenset,)}


def lookup_of(key: Key) -> Lookup:
    """How the value under a key is read from facts; of a value with many entries all of them."""
    return _MAKERS[key[0]](*key[1:])


def _word(word: str) -> Lookup:
    root, _, name = word.partition(".")
    types = TYPES[WORDS[word.replace("referrer.", "member.", 1)].kind]

    def read(facts: Facts) -> Any:
        value = getattr(getattr(facts, root), name)
        if type(value) not in types:
            raise TypeError(word)
        return value

    return read


def _attribute(root: str, name: str, kind: str) -> Lookup:
    types, absent = (*TYPES[kind], type(ABSENT[kind])), ABSENT[kind]

    def read(facts: Facts) -> Any:
        value = getattr(facts, root).attributes.get(name, absent)
        if type(value) not in types:
            raise TypeError(name)
        return value

    return read


def _past(measure: str, window: str, partner: str, of: str) -> Lookup:
    need = Need(measure, window, partner, of)

    def read(facts: Facts) -> Any:
        value = facts.history[need]
        if type(value) is not Decimal:
            raise TypeError(measure)
        return value

    return read


def _lines(name: str) -> Lookup:
    def read(facts: Facts) -> Collection[str]:
        values = {getattr(line, name) for line in facts.event.lines}
        if any(type(value) is not str for value in values):
            raise TypeError(name)
        return values

    return _line_tags if name == "tags" else read


def _line_tags(facts: Facts) -> Collection[str]:
    tags: set[str] = set()
    for line in facts.event.lines:
        if type(line.tags) is not frozenset:
            raise TypeError("tags")
        tags |= line.tags
    return tags


def _day() -> Lookup:
    return _day_of_event


def _day_of_event(facts: Facts) -> int:
    return facts.event.occurred_at.toordinal()


_MAKERS: dict[str, Callable[..., Lookup]] = {
    "word": _word, "attribute": _attribute, "past": _past, "lines": _lines, "day": _day,
}
ODD = (TypeError, AttributeError, LookupError, ArithmeticError)
"""What reading or looking up an unexpected value raises."""

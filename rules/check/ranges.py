"""The least and the most that a rule can answer, as far as its text alone tells; None where it does not.

Wide is safe: what is not understood has no bounds. Nothing here knows which conditions exclude each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from rules.language import Checked
from rules.language.tree import tree_of
from rules.vocabulary import WORDS

Range = tuple[Decimal | None, Decimal | None]
Tree = Mapping[str, Any]
ANY: Range = (None, None)
NONE_YET: Range = (Decimal(0), Decimal(0))


def range_of(rule: Checked) -> Range:
    """Between what the number of a rule lies; a rule with a fault has no bounds."""
    return ANY if rule.tree is None or rule.syntax is None else _range(tree_of(rule.syntax))


def _range(tree: Tree) -> Range:
    reader = _READERS.get(tree["kind"])
    return reader(tree) if reader else ANY


def _union(ranges: Iterable[Range]) -> Range:
    lows, highs = zip(*ranges, strict=True)
    return _all(min, lows), _all(max, highs)


def _all(pick: Callable[[list[Decimal]], Decimal], ends: Iterable[Decimal | None]) -> Decimal | None:
    """The end picked from all ends, None when one is unknown."""
    known = list(ends)
    return None if None in known else pick([end for end in known if end is not None])


def _some(pick: Callable[[list[Decimal]], Decimal], ends: Iterable[Decimal | None]) -> Decimal | None:
    """The end picked from the ends that are known, None when none is."""
    known = [end for end in ends if end is not None]
    return pick(known) if known else None


def _number(tree: Tree) -> Range:
    number = Decimal(tree["value"])
    return number, number


def _word(tree: Tree) -> Range:
    word = WORDS.get(tree["name"])
    ends = (None, None) if word is None or word.nullable else (word.low, word.high)
    return None if ends[0] is None else Decimal(ends[0]), None if ends[1] is None else Decimal(ends[1])


def _minus(tree: Tree) -> Range:
    low, high = _range(tree["part"])
    return None if high is None else -high, None if low is None else -low


def _arithmetic(tree: Tree) -> Range:
    left, right = _range(tree["left"]), _range(tree["right"])
    if tree["operator"] == "+":
        return _all(sum_of, (left[0], right[0])), _all(sum_of, (left[1], right[1]))
    if tree["operator"] == "-":
        return _arithmetic({**tree, "operator": "+", "right": {"kind": "minus", "part": tree["right"]}})
    if tree["operator"] == "*" and None not in (*left, *right):
        corners = [one * other for one in left if one is not None for other in right if other is not None]
        return min(corners), max(corners)
    return ANY


def sum_of(ends: list[Decimal]) -> Decimal:
    """The sum of ends, exact."""
    return sum(ends, Decimal(0))


def _call(tree: Tree) -> Range:
    name = tree["function"].get("name")
    first = tree["arguments"][0]
    if name in ("$min", "$max") and first["kind"] == "list" and first["entries"]:
        lows, highs = zip(*map(_range, first["entries"]), strict=True)
        return (_all(min, lows), _some(min, highs)) if name == "$min" else (_some(max, lows), _all(max, highs))
    if name == "$ladder" and tree["arguments"][1]["kind"] == "list":
        return _union([NONE_YET, *(_range(step["entries"][1]) for step in tree["arguments"][1]["entries"])])
    return ANY


def _item(tree: Tree) -> Range:
    """An entry of a table that is written out."""
    if tree["of"]["kind"] != "table" or not tree["of"]["entries"]:
        return ANY
    return _union(_range(value) for _, value in tree["of"]["entries"])


def _asked(tree: Tree) -> Range:
    low, high = _range(tree["of"])
    more = {"floor": (Decimal(-1), Decimal(0)), "ceiling": (Decimal(0), Decimal(1))}.get(tree["name"])
    if more is None:
        return ANY
    return None if low is None else low + more[0], None if high is None else high + more[1]


_READERS: Mapping[str, Callable[[Tree], Range]] = {
    "number": _number, "word": _word, "minus": _minus, "arithmetic": _arithmetic, "call": _call, "item": _item,
    "asked": _asked, "choice": lambda tree: _union((_range(tree["then"]), _range(tree["else"]))),
    "coalesce": lambda tree: _union((_range(tree["left"]), _range(tree["right"]))),
}

"""An award, rate or factor as one of six forms, and back.

====================  ====================================================  =======================================
form                  fields                                                text
====================  ====================================================  =======================================
fixed                 number                                                ``100``
per_unit              points, unit, of                                      ``matched.amount / 10 * 2``
percent               percent, of                                           ``matched.amount * 5 / 100``
per_step              points, step, most ("" for no limit), of              ``20 * $min([5, $full_steps(of, 100)])``
ladder                of, steps                                             ``$ladder(of, [[100, 10], [300, 50]])``
by_tier               steps (tier, number), other                           ``{"gold": 2}&[member.tier] ?? 1``
====================  ====================================================  =======================================

Numbers stay as they were written. ``of`` is a word: money, a quantity, or another figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from rules.language import Setting, check
from rules.language.tree import tree_of
from rules.language.unparse import text_of

Tree = Mapping[str, Any]
MATCHED = "matched.amount"


@dataclass(frozen=True, slots=True)
class Amount:
    """One filled form; fields a form does not have are "" or empty."""

    form: str
    number: str = ""
    points: str = ""
    unit: str = ""
    percent: str = ""
    step: str = ""
    most: str = ""
    other: str = ""
    of: str = MATCHED
    steps: tuple[tuple[str, str], ...] = ()


def text_of_amount(amount: Amount) -> str:
    """The rule that a form stands for. Raises ``ValueError`` for an unknown form or a field that is no number."""
    if amount.form not in FORMS:
        raise ValueError(f"there is no form {amount.form}")
    return text_of(FORMS[amount.form][0](amount))


def amount_of(text: str) -> Amount | None:
    """The form that writes this very rule, None when none does."""
    syntax = check(text, "award", Setting()).syntax if text.strip() else None
    if syntax is None:
        return None
    tree = tree_of(syntax)
    for _, read in FORMS.values():
        with suppress(KeyError, IndexError, _OtherForm):
            amount = read(tree)
            if FORMS[amount.form][0](amount) == tree:
                return amount
    return None


class _OtherForm(Exception):
    """A tree that another form may read."""


def _number(text: str) -> Tree:
    """A number as a tree; a minus is a sign of its own."""
    plain = text.strip()
    digits = plain.removeprefix("-")
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii() or digits[0] == "." or digits[-1] == ".":
        raise ValueError(f"{text!r} is not a number")
    number = {"kind": "number", "value": digits}
    return {"kind": "minus", "part": number} if plain != digits else number


def _word(name: str) -> Tree:
    if not all(part.isidentifier() for part in name.split(".")):
        raise ValueError(f"{name!r} is not a word")
    return {"kind": "word", "name": name}


def _binary(operator: str, left: Tree, right: Tree) -> Tree:
    return {"kind": "arithmetic", "operator": operator, "left": left, "right": right}


def _call(name: str, *arguments: Tree) -> Tree:
    return {"kind": "call", "function": {"kind": "word", "name": name}, "arguments": list(arguments)}


def _list(*entries: Tree) -> Tree:
    return {"kind": "list", "entries": list(entries)}


def _written(tree: Tree) -> str:
    """The text of a number. Raises ``_OtherForm`` for anything else."""
    if tree["kind"] == "minus":
        return f"-{_written(tree['part'])}"
    if tree["kind"] != "number":
        raise _OtherForm
    return str(tree["value"])


def _arguments(tree: Tree, name: str) -> list[Tree]:
    if tree["kind"] != "call" or tree["function"].get("name") != name:
        raise _OtherForm
    arguments: list[Tree] = tree["arguments"]
    return arguments


def _fixed(amount: Amount) -> Tree:
    return _number(amount.number)


def _read_fixed(tree: Tree) -> Amount:
    return Amount("fixed", number=_written(tree))


def _per_unit(amount: Amount) -> Tree:
    tree = _word(amount.of)
    if amount.unit not in ("", "1"):
        tree = _binary("/", tree, _number(amount.unit))
    return tree if amount.points in ("", "1") else _binary("*", tree, _number(amount.points))


def _read_per_unit(tree: Tree) -> Amount:
    points, unit = "1", "1"
    if tree["kind"] == "arithmetic" and tree["operator"] == "*":
        points, tree = _written(tree["right"]), tree["left"]
    if tree["kind"] == "arithmetic" and tree["operator"] == "/":
        unit, tree = _written(tree["right"]), tree["left"]
    if tree["kind"] != "word":
        raise _OtherForm
    return Amount("per_unit", points=points, unit=unit, of=tree["name"])


def _percent(amount: Amount) -> Tree:
    return _binary("/", _binary("*", _word(amount.of), _number(amount.percent)), _number("100"))


def _read_percent(tree: Tree) -> Amount:
    product = tree["left"]
    return Amount("percent", percent=_written(product["right"]), of=product["left"]["name"])


def _per_step(amount: Amount) -> Tree:
    steps = _call("$full_steps", _word(amount.of), _number(amount.step))
    counted = _call("$min", _list(_number(amount.most), steps)) if amount.most else steps
    return _binary("*", _number(amount.points), counted)


def _read_per_step(tree: Tree) -> Amount:
    counted, most = tree["right"], ""
    if counted["kind"] == "call" and counted["function"].get("name") == "$min":
        limit, counted = counted["arguments"][0]["entries"]
        most = _written(limit)
    of, step = _arguments(counted, "$full_steps")
    return Amount("per_step", points=_written(tree["left"]), step=_written(step), most=most, of=of["name"])


def _ladder(amount: Amount) -> Tree:
    pairs = [_list(_number(start), _number(value)) for start, value in amount.steps]
    if not pairs:
        raise ValueError("a ladder needs a step")
    return _call("$ladder", _word(amount.of), _list(*pairs))


def _read_ladder(tree: Tree) -> Amount:
    of, pairs = _arguments(tree, "$ladder")
    steps = tuple((_written(pair["entries"][0]), _written(pair["entries"][1])) for pair in pairs["entries"])
    return Amount("ladder", of=of["name"], steps=steps)


def _by_tier(amount: Amount) -> Tree:
    pairs = [[{"kind": "text", "value": tier}, _number(value)] for tier, value in amount.steps]
    if not pairs:
        raise ValueError("a table by tier needs a tier")
    found = {"kind": "item", "of": {"kind": "table", "entries": pairs}, "at": _word("member.tier"), "safe": True}
    return {"kind": "coalesce", "left": found, "right": _number(amount.other or "1")}


def _read_by_tier(tree: Tree) -> Amount:
    pairs = tree["left"]["of"]["entries"]
    steps = tuple((str(tier["value"]), _written(value)) for tier, value in pairs)
    return Amount("by_tier", steps=steps, other=_written(tree["right"]))


FORMS: Mapping[str, tuple[Callable[[Amount], Tree], Callable[[Tree], Amount]]] = {
    "fixed": (_fixed, _read_fixed), "per_unit": (_per_unit, _read_per_unit), "percent": (_percent, _read_percent),
    "per_step": (_per_step, _read_per_step), "ladder": (_ladder, _read_ladder),
    "by_tier": (_by_tier, _read_by_tier),
}
"""How each form is written as a tree, and read from one."""

"""What one benefit gives: usual amounts by a phrase of their own, any other beside what it gives, in brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from rules.language import Checked
from rules.language.tree import tree_of
from rules.programme import Benefit
from rules.sentence.condition import of_number, saying
from rules.sentence.phrases_campaign import CAMPAIGN
from rules.sentence.saying import Saying, Tree
from rules.sentence.speaker import Speaker, figure

NAMED = {"voucher": "rewards", "gift": "rewards", "chance": "draws"}
"""Kind of benefit → where its code has a name."""


def of_benefit(benefit: Benefit, value: Checked, speaker: Speaker) -> str:
    """What a benefit gives, and to whom."""
    kind = f"discount_{benefit.mode}" if benefit.kind == "discount" else benefit.kind
    said = _by_form(benefit, value, speaker) if kind == "points" else None
    said = said or _plain(kind, benefit, value, speaker)
    return _say(speaker, "to_friend", benefit=said) if benefit.to == "referrer" else said


def _plain(kind: str, benefit: Benefit, value: Checked, speaker: Speaker) -> str:
    """A plain number, a single one where there is a phrase for it, or whatever the amount is in brackets."""
    number = value.syntax is not None and tree_of(value.syntax)["kind"] == "number"
    phrase = kind if number or kind == "tag" else f"{kind}_by"
    if value.text.strip() == "1" and f"{kind}_one" in CAMPAIGN:
        phrase = f"{kind}_one"
    unit = _unit(benefit, speaker, value.text.strip() if number else "")
    return _say(speaker, phrase, value=of_number(value, speaker), money=speaker.money, unit=unit,
                name=speaker.name(NAMED.get(kind, ""), benefit.code))


def _unit(benefit: Benefit, speaker: Speaker, number: str) -> str:
    """The kind of points, points alone where they are those of the purchase; ``number`` is "" for what is no number."""
    if benefit.currency:
        return speaker.name("currencies", benefit.currency)
    return _say(speaker, "unit_by" if not number else "unit_one" if number == "1" else "unit")


def _by_form(benefit: Benefit, value: Checked, speaker: Speaker) -> str | None:
    """One of the usual forms of an amount, None for any other."""
    if value.syntax is None:
        return None
    tree = tree_of(value.syntax)
    for phrase, read in _FORMS.items():
        with suppress(KeyError, ValueError):
            parts = read(saying(speaker), tree)
            return _say(speaker, phrase, unit=_unit(benefit, speaker, parts.get("points", "")), **parts)
    return None


def _steps(saying: Saying, tree: Tree) -> Mapping[str, str]:
    """``20 * $min([5, $full_steps(of, 100)])``, either way round."""
    points, counted = _times(tree)
    [most], [steps] = _sorted(_call(counted, "$min")[0]["entries"])
    return {"most": _number(most), **_step(saying, points, steps)}


def _full_steps(saying: Saying, tree: Tree) -> Mapping[str, str]:
    """``20 * $full_steps(of, 100)``, either way round, or the steps alone."""
    points, steps = _times(tree) if tree["kind"] == "arithmetic" else ({"kind": "number", "value": "1"}, tree)
    return _step(saying, points, steps)


def _step(saying: Saying, points: Tree, steps: Tree) -> Mapping[str, str]:
    of, step = _call(steps, "$full_steps")
    return {"points": _number(points), "step": _number(step), "of": saying.operand(of)}


def _percent(saying: Saying, tree: Tree) -> Mapping[str, str]:
    """``of * 5 / 100``."""
    product, hundred = _parts(tree, "/")
    if _number(hundred) != "100":
        raise ValueError(hundred)
    of, percent = _parts(product, "*")
    return {"percent": _number(percent), "of": _word(saying, of)}


def _per(saying: Saying, tree: Tree) -> Mapping[str, str]:
    """``of / 10 * 2``, or only one of both."""
    points, step = "1", "1"
    if tree.get("operator") == "*":
        tree, right = _parts(tree, "*")
        points = _number(right)
    if tree.get("operator") == "/":
        tree, right = _parts(tree, "/")
        step = _number(right)
    return {"points": points, "step": step, "of": _word(saying, tree)}


def _times(tree: Tree) -> tuple[Tree, Tree]:
    """A number and what it is multiplied with, in this order."""
    [number], [other] = _sorted(_parts(tree, "*"))
    return number, other


def _sorted(parts: Iterator[Tree] | list[Tree]) -> tuple[list[Tree], list[Tree]]:
    """The numbers, and the rest."""
    several = list(parts)
    return ([each for each in several if each["kind"] == "number"],
            [each for each in several if each["kind"] != "number"])


def _parts(tree: Tree, operator: str) -> list[Tree]:
    if tree["operator"] != operator:
        raise ValueError(operator)
    return [tree["left"], tree["right"]]


def _call(tree: Tree, name: str) -> list[Tree]:
    """Arguments of a call. Raises ValueError for another one."""
    if tree["function"]["name"] != name:
        raise ValueError(name)
    return list(tree["arguments"])


def _number(tree: Tree) -> str:
    if tree["kind"] != "number":
        raise ValueError(tree["kind"])
    return figure(tree["value"])


def _word(saying: Saying, tree: Tree) -> str:
    if tree["kind"] != "word":
        raise ValueError(tree["kind"])
    return saying.value(tree)


def _say(speaker: Speaker, phrase: str, **parts: object) -> str:
    return speaker.pick(CAMPAIGN[phrase]).format(**parts)


_FORMS: Mapping[str, Callable[[Saying, Tree], Mapping[str, str]]] = {
    "points_steps": _steps, "points_step": _full_steps, "points_percent": _percent, "points_per": _per,
}
"""Phrase → what reads its parts; KeyError or ValueError when the amount is of another form."""

"""Every kind of node that is yes or no, as a clause. None where no phrase covers it: it is then quoted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rules.language.unparse import text_of
from rules.sentence.joining import merged
from rules.sentence.past import of_past
from rules.sentence.saying import CONSTANTS, Say, Saying, Tree
from rules.sentence.values import ends_in, known, of_word, over_lines

_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_IDIOMS: Mapping[str, str] = {"matched.amount": "some_paid", "matched.quantity": "some_bought"}
"""Words of which more than nothing means more than a figure."""
_DAYS_TO_BIRTHDAY = "$abs(member.days_to_birthday ?? "
_NAMED_KINDS: Mapping[str, tuple[str, str]] = {
    "event.type": ("type_is", "kind"), "partner.code": ("partner_is", "partner"),
    "event.weekday": ("weekday_is", "part"), "event.month": ("month_is", "part"), "event.day": ("day_is", "part"),
    "member.tier_rank": ("tier_is", "part"),
}
"""Word → the phrase that says what it is, and the part of it to fill."""


def _joined(saying: Saying, tree: Tree) -> str:
    """Parts of an ``and`` or ``or``; one inside the other stands in brackets."""
    parts = merged(saying, tree["parts"]) if tree["operator"] == "and" else tree["parts"]
    return saying.say("all_of" if tree["operator"] == "and" else "any_of").join(
        saying.say("grouped", part=saying.clause(part)) if part["kind"] == "joined" else saying.clause(part)
        for part in parts)


def _compared(saying: Saying, tree: Tree) -> str | None:
    """A comparison, the constant on the right."""
    operator, left, right = tree["operator"], tree["left"], tree["right"]
    if left["kind"] in CONSTANTS and right["kind"] not in CONSTANTS:
        operator, left, right = _TURNED[operator], right, left
    if operator in ("==", "!=") and right["kind"] in _SAME:
        said = _SAME[right["kind"]](saying, operator, left, right)
        if said:
            return said
    tried = (say(saying, operator, left, right) for say in (_some_goods, _near_birthday, _hour, _rank))
    return next(filter(None, tried), None) or _ordered(saying, operator, left, right)


def _ordered(saying: Saying, operator: str, left: Tree, right: Tree) -> str:
    phrase = f"time_{operator}" if right["kind"] == "time" and operator not in ("==", "!=") else operator
    return saying.say(phrase, left=saying.value(left), right=known(saying, _name(left), right))


def _same_flag(saying: Saying, operator: str, left: Tree, right: Tree) -> str:
    """``… == true`` says no more than the clause itself."""
    said = saying.clause(left)
    return said if right["value"] == (operator == "==") else saying.say("not", part=said)


def _same_null(saying: Saying, operator: str, left: Tree, right: Tree) -> str:
    """Known or not; of something in the past: whether it ever was."""
    if left["kind"] == "call" and _name(left["function"]) in ("history.first_at", "history.last_at"):
        return of_past(saying.speaker, left, "never_before" if operator == "==" else "ever_before")
    return saying.say("is_unknown" if operator == "==" else "is_known", left=saying.value(left))


def _same_text(saying: Saying, operator: str, left: Tree, right: Tree) -> str | None:
    """Empty or not, or a word that has a phrase for what it is."""
    if right["value"] == "":
        return saying.say("is_empty" if operator == "==" else "is_not_empty", left=saying.value(left))
    return _is(saying, _name(left), known(saying, _name(left), right)) if operator == "==" else None


def _same_number(saying: Saying, operator: str, left: Tree, right: Tree) -> str | None:
    """``… % n == 0`` is every n-th."""
    if operator == "==" and left.get("operator") == "%" and not Decimal(right["value"]):
        return saying.say("every", left=saying.operand(left["left"]), right=saying.operand(left["right"]))
    return _is(saying, _name(left), known(saying, _name(left), right)) if operator == "==" else None


def _is(saying: Saying, word: str, said: str) -> str | None:
    if word not in _NAMED_KINDS:
        return None
    phrase, part = _NAMED_KINDS[word]
    return saying.say(phrase, **{part: said})


_SAME = {"flag": _same_flag, "null": _same_null, "text": _same_text, "number": _same_number}


def _near_birthday(saying: Saying, operator: str, left: Tree, right: Tree) -> str | None:
    """At most so many days from the birthday; an unknown birthday, which counts as further away, never is."""
    if operator != "<=" or right["kind"] != "number" or left["kind"] != "call":
        return None
    text = text_of(left)
    unknown = text.removeprefix(_DAYS_TO_BIRTHDAY).removesuffix(")")
    if not text.startswith(_DAYS_TO_BIRTHDAY) or not unknown.isdecimal() or Decimal(unknown) <= Decimal(right["value"]):
        return None
    return saying.say("birthday_near", days=right["value"])


def _some_goods(saying: Saying, operator: str, left: Tree, right: Tree) -> str | None:
    """More than nothing of the goods that count."""
    phrase = _IDIOMS.get(_name(left), "")
    return saying.say(phrase) if phrase and operator == ">" and right.get("value") == "0" else None


def _hour(saying: Saying, operator: str, left: Tree, right: Tree) -> str | None:
    """From or until a full hour; hours are whole, so that more than 8 is from 9 on."""
    if _name(left) != "event.hour" or right["kind"] != "number" or not right["value"].isdecimal():
        return None
    hour = int(right["value"]) + (operator in (">", "<="))
    if operator in (">", ">="):
        return saying.say("hour_from", hour=hour)
    return saying.say("hour_until", hour=hour) if operator in ("<", "<=") else None


def _rank(saying: Saying, operator: str, left: Tree, right: Tree) -> str | None:
    """From or until a tier; ranks are whole, so that more than 1 is from 2 on."""
    if _name(left) != "member.tier_rank" or right["kind"] != "number" or not right["value"].isdecimal():
        return None
    rank = int(right["value"]) + {">": 1, "<": -1}.get(operator, 0)
    if operator not in _TURNED or operator in ("==", "!=") or not 0 <= rank < len(saying.speaker.tiers):
        return None
    tier = saying.speaker.name("tiers", saying.speaker.tiers[rank])
    return saying.say("tier_from" if operator in (">", ">=") else "tier_until", tier=tier)


def _member_of(saying: Saying, tree: Tree) -> str:
    """``x in {…}``, ``"x" in member.tags``, or a text inside another."""
    return _in(saying, tree, "")


def _negated(saying: Saying, tree: Tree) -> str:
    """``not …``; ``not in`` has phrases of its own."""
    part = tree["part"]
    return _in(saying, part, "_not") if part["kind"] == "in" else saying.say("not", part=saying.clause(part))


def _in(saying: Saying, tree: Tree, negation: str) -> str:
    left, right = tree["left"], tree["right"]
    if right["kind"] not in ("set", "list"):
        phrase = "has" if ends_in(right, ".tags") else "contains"
        return saying.say(phrase + negation, left=saying.value(left), right=saying.value(right))
    name = _name(left)
    chosen = [known(saying, name, entry) for entry in right["entries"]]
    if not negation:
        said = _is(saying, name, saying.speaker.listed(chosen))
        return said or saying.say("in", left=saying.value(left), right=saying.speaker.listed(chosen))
    listed = saying.say("comma").join(chosen)
    return saying.say("none_of" if len(chosen) > 1 else "!=", left=saying.value(left), right=listed)


def _asked_all(saying: Saying, tree: Tree) -> str | None:
    """``$any`` or ``$all`` over lines or payments, or how a text begins or ends."""
    function = tree["function"]
    owner, _, name = str(function.get("name", "")).rpartition(".")
    if name in ("$any", "$all"):
        return _some(saying, name, tree["arguments"][0])
    if name not in ("starts_with", "ends_with"):
        return None
    of = function.get("of") or {"kind": "word", "name": owner}
    return saying.say(name, left=saying.value(of), right=saying.value(tree["arguments"][0]))


def _some(saying: Saying, name: str, each: Tree) -> str | None:
    """A condition on the entries of a list; what narrows the list is one condition more for ``$any``."""
    what = over_lines(saying, each)
    if what is None or (each["if"] is not None and name == "$all"):
        return None
    part = saying.clause(each["entry"])
    if each["if"] is not None:
        part = saying.say("all_of").join((saying.clause(each["if"]), part))
    plural = what if name == "$any" else f"{what}s"
    return saying.say(f"{name[1:]}_{plural}", part=part)


def _flag(saying: Saying, tree: Tree) -> str:
    """A word that is yes or no by itself."""
    name = saying.placed(str(tree["name"]))
    if ".attributes." in name and not name.startswith("referrer."):
        return saying.say("flag", name=name.rpartition(".")[2])
    if name.endswith(".is_empty"):
        return saying.say("is_empty", left=of_word(saying, {"kind": "word", "name": name.removesuffix(".is_empty")}))
    return of_word(saying, tree)


def _asked(saying: Saying, tree: Tree) -> str | None:
    """``(…).is_empty``."""
    return saying.say("is_empty", left=saying.operand(tree["of"])) if tree["name"] == "is_empty" else None


def _constant(saying: Saying, tree: Tree) -> str:
    return saying.say("always" if tree["value"] else "never")


def _name(tree: Tree) -> str:
    return str(tree.get("name", "")) if tree["kind"] == "word" else ""


CLAUSES: Mapping[str, Say] = {
    "joined": _joined, "compared": _compared, "in": _member_of, "not": _negated, "call": _asked_all, "word": _flag,
    "asked": _asked, "flag": _constant, "said": lambda saying, tree: str(tree["said"]),
}
"""Kind of node → what says it."""

"""Every kind of node that is a number, a text, a time or a list, as a noun phrase. None where no phrase covers it."""

from __future__ import annotations

from collections.abc import Mapping

from rules.language.unparse import text_of
from rules.sentence.nouns import KINDS_OF_EVENT, NAMED, NOUNS, REFERRER, WEEKDAYS
from rules.sentence.past import activity, of_kind, of_past
from rules.sentence.phrases import PHRASES
from rules.sentence.saying import IDIOMS, Say, Saying, Tree
from rules.sentence.speaker import figure
from rules.sentence.times import of_month, of_written_length, of_written_moment

_LINES = {"event.lines": "line", "matched.lines": "line", "event.payments": "payment"}
_MULTIPLYING = {"+": 1, "-": 1, "*": 2, "/": 2}


def of_word(saying: Saying, tree: Tree) -> str:
    """A word by its noun; counters and attributes by their own name; what is asked of a word by a phrase."""
    name = saying.placed(str(tree["name"]))
    if name in NOUNS:
        return saying.speaker.pick(NOUNS[name])
    if name.startswith("progress."):
        return _counter(saying, name.removeprefix("progress."))
    if ".attributes." in name:
        return saying.say("attribute", name=name.rpartition(".")[2])
    if name.startswith("referrer."):
        friend = {"kind": "word", "name": f"member.{name.removeprefix('referrer.')}"}
        return saying.speaker.pick(REFERRER).format(noun=of_word(saying, friend).removeprefix("the "))
    owner, _, asked = name.rpartition(".")
    return _of_asked(saying, {"kind": "word", "name": owner}, asked) or name


def _counter(saying: Saying, code: str) -> str:
    before = code.endswith("_before")
    return saying.say("counter_before" if before else "counter", counter=code.removesuffix("_before"))


def known(saying: Saying, word: str, tree: Tree) -> str:
    """A value as the word it is compared with reads it: names for codes, days for weekdays, a month for its number."""
    word = saying.placed(word)
    if tree["kind"] == "number":
        return _known_number(saying, word, str(tree["value"]))
    if tree["kind"] != "text":
        return saying.value(tree)
    text = str(tree["value"])
    if word in NAMED:
        return saying.speaker.name(NAMED[word], text)
    if word == "event.type":
        return of_kind(saying.speaker, text) if text in KINDS_OF_EVENT else saying.say("activity", name=activity(text))
    return saying.speaker.pick(WEEKDAYS[text]) if word == "event.weekday" and text in WEEKDAYS else _text(saying, tree)


def _known_number(saying: Saying, word: str, text: str) -> str:
    """A month or a tier by its name, a year without a comma, any other number as a figure."""
    if word == "event.month" and text.isdecimal():
        return of_month(saying.speaker, int(text))
    if is_rank(word) and text.isdecimal() and int(text) < len(saying.speaker.tiers):
        return saying.speaker.name("tiers", saying.speaker.tiers[int(text)])
    return text if word.endswith(".year") else figure(text)


def is_rank(word: str) -> bool:
    """Whether a word is the rank of a tier."""
    return word in ("member.tier_rank", "referrer.tier_rank")


def _number(saying: Saying, tree: Tree) -> str:
    return figure(tree["value"])


def _text(saying: Saying, tree: Tree) -> str:
    return str(tree["value"]) or saying.say("nothing")


def _time(saying: Saying, tree: Tree) -> str:
    return of_written_moment(saying.speaker, str(tree["value"]))


def _length(saying: Saying, tree: Tree) -> str:
    return of_written_length(saying.speaker, str(tree["value"]))


def _arithmetic(saying: Saying, tree: Tree) -> str | None:
    """``a + b``; what binds less, and whatever stands on the right, is in brackets."""
    operator, text = tree["operator"], text_of(tree)
    if text in IDIOMS:
        return saying.say(IDIOMS[text])
    if operator not in PHRASES:
        return None
    if operator == "-" and tree["left"].get("name") == "event.occurred_at" and tree["right"]["kind"] != "length":
        return saying.say("since", part=saying.operand(tree["right"]))
    own = _MULTIPLYING.get(operator, 9)
    return saying.say(operator, left=saying.operand(tree["left"], own), right=saying.operand(tree["right"]))


def _negative(saying: Saying, tree: Tree) -> str:
    return saying.say("minus", part=saying.operand(tree["part"]))


def _choice(saying: Saying, tree: Tree) -> str:
    """``a ? b : c``."""
    return saying.say("choice", condition=saying.clause(tree["if"]), yes=saying.operand(tree["then"]),
                      no=saying.operand(tree["else"]))


def _coalesced(saying: Saying, tree: Tree) -> str:
    """``a ?? b``; of a table: what stands under no key."""
    left, right = tree["left"], tree["right"]
    if left["kind"] == "item" and (pairs := _pairs(saying, left)):
        return saying.say("table_else", of=saying.value(left["at"]), pairs=pairs, other=saying.operand(right))
    return saying.say("coalesce", left=saying.operand(left), right=saying.value(right))


def _item(saying: Saying, tree: Tree) -> str | None:
    """A table by its key; any other item is quoted."""
    pairs = _pairs(saying, tree)
    return saying.say("table", of=saying.value(tree["at"]), pairs=pairs) if pairs else None


def _pairs(saying: Saying, item: Tree) -> str:
    if item["of"]["kind"] != "table":
        return ""
    name = str(item["at"].get("name", "")) if item["at"]["kind"] == "word" else ""
    return saying.say("comma").join(
        saying.say("pair", key=known(saying, name, key), value=saying.operand(value))
        for key, value in item["of"]["entries"])


def _called(saying: Saying, tree: Tree) -> str | None:
    """A function, a word of the past or a balance."""
    name = str(tree["function"].get("name", ""))
    if name.startswith("history."):
        return of_past(saying.speaker, tree)
    if name.endswith(".balance"):
        code = str(tree["arguments"][0].get("value", ""))
        said = saying.say("balance", currency=saying.speaker.name("currencies", code))
        return saying.speaker.pick(REFERRER).format(noun=said.removeprefix("the ")) if name.startswith("ref") else said
    text = text_of(tree)
    if text in IDIOMS:
        return saying.say(IDIOMS[text])
    if name == "$round":
        return _rounded(saying, tree["arguments"])
    return _function(saying, name, tree["arguments"]) if name in PHRASES else None


def _function(saying: Saying, name: str, arguments: list[Tree]) -> str | None:
    first = arguments[0]
    if first["kind"] == "each" and f"{name}_each" in PHRASES and over_lines(saying, first):
        return saying.say(f"{name}_each", entry=saying.operand(first["entry"]), of=_where(saying, first))
    if name == "$count" and _is_lines(saying, first):
        return saying.say("count_lines", part=saying.value(first))
    if name.endswith("_between") and arguments[1].get("name") == "event.occurred_at":
        name, arguments = f"{name}_now", arguments[:1]
    if name == "$crossed" and _adds_to(arguments[1], first):
        name, arguments = "$crossed_with", [first, arguments[1]["right"], arguments[2]]
    of = str(first.get("name", "")) if name == "$ladder" else ""
    said = [_argument(saying, part, of) for part in arguments]
    if is_rank(of):
        said[0] = of_word(saying, {"kind": "word", "name": of.removesuffix("_rank")})
    return saying.speaker.pick(PHRASES[name]).format(*said)


def _adds_to(tree: Tree, before: Tree) -> bool:
    """Whether a node is what was before with something added."""
    return bool(tree.get("operator") == "+" and tree["left"] == before)


def _rounded(saying: Saying, arguments: list[Tree]) -> str | None:
    """``$round(x, places, way)``, both written out."""
    places, way = [*(str(part.get("value", "")) for part in arguments[1:]), *("0", "half_up")[len(arguments) - 1:]]
    if f"way_{way}" not in PHRASES or not places.isdecimal():
        return None
    return saying.say("round_places" if int(places) else "round_whole", part=saying.operand(arguments[0]),
                      way=saying.say(f"way_{way}"), places=places)


def _argument(saying: Saying, tree: Tree, of: str = "") -> str:
    """A table of steps ``of`` a word as ``1.1 from 1, 1.25 from 2``, a list as its parts."""
    entries = tree.get("entries", ())
    if entries and all(entry["kind"] == "list" and len(entry["entries"]) == 2 for entry in entries):
        steps = [saying.say("step", start=known(saying, of, entry["entries"][0]),
                            value=saying.operand(entry["entries"][1]))
                 for entry in entries]
        return saying.say("comma").join(steps)
    return saying.operand(tree)


def _listed(saying: Saying, tree: Tree) -> str:
    """A list or set of values."""
    return saying.speaker.listed([saying.operand(entry) for entry in tree["entries"]], "and")


def over_lines(saying: Saying, tree: Tree) -> str | None:
    """What a list made entry by entry is made of, ``line`` or ``payment``; its variable is known from then on."""
    what = _LINES.get(tree["of"].get("name", "")) if tree["kind"] == "each" else None
    if what:
        saying.lines[tree["variable"]] = what
    return what


def _each(saying: Saying, tree: Tree) -> str | None:
    """A list made entry by entry; the entries themselves are only narrowed."""
    if not over_lines(saying, tree):
        return None
    of = _where(saying, tree)
    if tree["entry"].get("name") == tree["variable"]:
        return of
    plain = tree["entry"]["kind"] == "word" and tree["if"] is None
    return saying.say("each_word" if plain else "each", entry=saying.operand(tree["entry"]), of=of)


def _where(saying: Saying, each: Tree) -> str:
    of = saying.value(each["of"])
    return of if each["if"] is None else saying.say("where", of=of, part=saying.clause(each["if"]))


def _is_lines(saying: Saying, tree: Tree) -> bool:
    if tree["kind"] == "each":
        return over_lines(saying, tree) == "line"
    return _LINES.get(str(tree.get("name", ""))) == "line"


def _asked(saying: Saying, tree: Tree) -> str | None:
    """What is asked of a value: ``(…).floor``, ``member.birthday&.month``."""
    return _of_asked(saying, tree["of"], str(tree["name"]))


def _of_asked(saying: Saying, owner: Tree, asked: str) -> str | None:
    if asked == "length" and _is_countable(saying, owner):
        return _function(saying, "$count", [owner])
    if asked in ("floor", "ceiling"):
        return saying.say(asked, part=saying.operand(owner))
    return saying.say(f".{asked}", part=saying.operand(owner)) if f".{asked}" in PHRASES else None


def _is_countable(saying: Saying, tree: Tree) -> bool:
    """Whether a node is a list or a set, whose length is a count."""
    return tree["kind"] in ("each", "list", "set", "arithmetic") or ends_in(tree, ".tags") or ends_in(
        tree, ".lines") or ends_in(tree, ".payments")


def ends_in(tree: Tree, ending: str) -> bool:
    """Whether a node is a word with such an ending."""
    return tree["kind"] == "word" and str(tree["name"]).endswith(ending)


VALUES: Mapping[str, Say] = {
    "word": of_word, "number": _number, "text": _text, "time": _time, "length": _length, "arithmetic": _arithmetic,
    "choice": _choice, "call": _called, "list": _listed, "set": _listed, "asked": _asked, "coalesce": _coalesced,
    "minus": _negative, "item": _item, "each": _each,
}
"""Kind of node → what says it."""

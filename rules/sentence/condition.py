"""One expression in plain words, out of its tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rules.language import Checked
from rules.language.tree import tree_of
from rules.language.unparse import text_of
from rules.sentence.nouns import KINDS_OF_EVENT, NAMED, NOUNS, REFERRER, WEEKDAYS
from rules.sentence.phrases import PHRASES
from rules.sentence.speaker import Speaker

Tree = Mapping[str, Any]
DAYS_OF_MEMBERSHIP = "$days_between(member.joined_at ?? event.occurred_at, event.occurred_at)"
_ROLLING = re.compile(r"(\d+) (hour|day|week|month|year)s?")
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def of_condition(checked: Checked, speaker: Speaker) -> str:
    """A condition as a clause: ``it is at Lumo and the amount paid is at least 50``."""
    return _Saying(speaker).clause(tree_of(checked.syntax)) if checked.syntax else checked.text


def of_number(checked: Checked, speaker: Speaker) -> str:
    """An award, rate or limit as a noun phrase."""
    return _Saying(speaker).value(tree_of(checked.syntax)) if checked.syntax else checked.text


class _Saying:
    """Says the nodes of one tree; ``lines`` are the variables that stand for a line or payment."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.lines: dict[str, str] = {}

    def clause(self, tree: Tree) -> str:
        """A node that is yes or no."""
        say = _CLAUSES.get(tree["kind"])
        return say(self, tree) if say else self.speaker.say("quoted", text=text_of(tree))

    def value(self, tree: Tree) -> str:
        """A node that is a number, a text or a time."""
        say = _VALUES.get(tree["kind"])
        return say(self, tree) if say else self.speaker.say("quoted_value", text=text_of(tree))

    def joined(self, tree: Tree) -> str:
        """Parts of an ``and`` or ``or``; an ``or`` inside an ``and`` stands in brackets."""
        parts = [self._part(tree["operator"], part) for part in tree["parts"]]
        return self.speaker.pick(PHRASES["all_of" if tree["operator"] == "and" else "any_of"]).join(parts)

    def _part(self, operator: str, part: Tree) -> str:
        said = self.clause(part)
        return self.speaker.say("grouped", part=said) if part["kind"] == "joined" else said

    def compared(self, tree: Tree) -> str:
        """A comparison, the constant on the right."""
        operator, left, right = tree["operator"], tree["left"], tree["right"]
        if _constant(left) and not _constant(right):
            operator, left, right = _TURNED[operator], right, left
        if left.get("name") == "event.type" and operator == "==":
            return self.speaker.say("type_is", kind=self.known("event.type", right))
        if left.get("name") == "partner.code" and operator == "==":
            return self.speaker.say("partner_is", partner=self.known("partner.code", right))
        if _is_every(left) and operator == "==" and right.get("value") in (0, "0"):
            return self.speaker.say("every", left=self.value(left["left"]), right=self.value(left["right"]))
        timed = right["kind"] == "time" and f"time_{operator}" in PHRASES
        return self.speaker.say(f"time_{operator}" if timed else operator, left=self.value(left),
                                right=self.known(str(left.get("name", "")), right))

    def member_of(self, tree: Tree) -> str:
        """``x in {…}``, or ``"x" in member.tags``."""
        left, right = tree["left"], tree["right"]
        if _constant(left):
            return self.speaker.say("has", left=self.value(left), right=self.value(right))
        name = str(left.get("name", ""))
        if right["kind"] not in ("set", "list"):
            return self.speaker.say("in", left=self.value(left), right=self.value(right))
        chosen = self.speaker.listed([self.known(name, entry) for entry in right["entries"]])
        if name in ("event.type", "partner.code"):
            phrase, part = ("type_is", "kind") if name == "event.type" else ("partner_is", "partner")
            return self.speaker.say(phrase, **{part: chosen})
        return self.speaker.say("in", left=self.value(left), right=chosen)

    def negated(self, tree: Tree) -> str:
        """``not …``."""
        return self.speaker.say("not", part=self.clause(tree["part"]))

    def asked_all(self, tree: Tree) -> str:
        """``$any`` or ``$all`` over the lines; any other call is quoted."""
        name = tree["function"].get("name")
        inside: Tree = tree["arguments"][0] if tree["arguments"] else {"kind": ""}
        if name not in ("$any", "$all") or inside["kind"] != "each" or inside["if"] is not None:
            return self.speaker.say("quoted", text=text_of(tree))
        self.lines[inside["variable"]] = "payment" if inside["of"].get("name") == "event.payments" else "line"
        return self.speaker.say("any_line" if name == "$any" else "all_lines", part=self.clause(inside["entry"]))

    def flag(self, tree: Tree) -> str:
        """A word that is yes or no by itself."""
        return self.word(tree)

    def word(self, tree: Tree) -> str:
        """A word by its noun; counters and attributes by their own name."""
        name = self._placed(str(tree["name"]))
        if name.startswith("progress."):
            return self.speaker.say("counter", counter=name.removeprefix("progress."))
        if ".attributes." in name:
            return self.speaker.say("attribute", name=name.rpartition(".")[2])
        if name.startswith("referrer."):
            noun = NOUNS.get(f"member.{name.removeprefix('referrer.')}")
            return self.speaker.pick(REFERRER).format(noun=self.speaker.pick(noun)) if noun else name
        return self.speaker.pick(NOUNS[name]) if name in NOUNS else name

    def _placed(self, name: str) -> str:
        """``l.category`` inside ``$any`` is ``line.category``."""
        owner, dot, rest = name.partition(".")
        return f"{self.lines[owner]}.{rest}" if dot and owner in self.lines else name

    def known(self, word: str, tree: Tree) -> str:
        """A value as the word it is compared with reads it: names for codes, days for weekdays."""
        if tree["kind"] != "text":
            return self.value(tree)
        text = str(tree["value"])
        word = self._placed(word)
        if word in NAMED:
            return self.speaker.name(NAMED[word], text)
        known = {"event.type": KINDS_OF_EVENT, "event.weekday": WEEKDAYS}.get(word, {})
        return self.speaker.pick(known[text]) if text in known else _activity(text)

    def arithmetic(self, tree: Tree) -> str:
        """``+ - * / %``; powers and the rest are quoted."""
        if tree["operator"] not in PHRASES:
            return self.speaker.say("quoted_value", text=text_of(tree))
        return self.speaker.say(tree["operator"], left=self.value(tree["left"]), right=self.value(tree["right"]))

    def choice(self, tree: Tree) -> str:
        """``a ? b : c``."""
        return self.speaker.say("choice", condition=self.clause(tree["if"]), yes=self.value(tree["then"]),
                                no=self.value(tree["else"]))

    def called(self, tree: Tree) -> str:
        """A function, a history word or a balance."""
        name = str(tree["function"].get("name", ""))
        if name.startswith("history."):
            return _past(self.speaker, name, [str(part.get("value", "")) for part in tree["arguments"]])
        if name.endswith(".balance"):
            code = str(tree["arguments"][0].get("value", ""))
            return self.speaker.say("balance", currency=self.speaker.name("currencies", code))
        if text_of(tree) == DAYS_OF_MEMBERSHIP:
            return self.speaker.say("days_of_membership")
        if name in PHRASES:
            return self.speaker.pick(PHRASES[name]).format(*[self._argument(part) for part in tree["arguments"]])
        return self.speaker.say("quoted_value", text=text_of(tree))

    def _argument(self, tree: Tree) -> str:
        """A table of steps as ``1.1 from 1, 1.25 from 2``, a list as its parts."""
        entries = tree.get("entries", ())
        if entries and all(entry["kind"] == "list" and len(entry["entries"]) == 2 for entry in entries):
            steps = [self.speaker.say("step", start=self.value(entry["entries"][0]),
                                      value=self.value(entry["entries"][1])) for entry in entries]
            return self.speaker.pick(PHRASES["comma"]).join(steps)
        return self.value(tree)

    def listed(self, tree: Tree) -> str:
        """A list or set of values."""
        return self.speaker.listed([self.value(entry) for entry in tree["entries"]], "and")


def _past(speaker: Speaker, name: str, arguments: list[str]) -> str:
    """A history word: its arguments are told apart by what they can be."""
    windows = [each for each in arguments if _window(speaker, each)]
    partners = [each for each in arguments if ("partners", each) in speaker.names]
    rest = [each for each in arguments if each not in (*windows, *partners)]
    of = speaker.pick(KINDS_OF_EVENT[rest[0]]) if rest and rest[0] in KINDS_OF_EVENT else "".join(rest[:1])
    partner = speaker.say("at_partner", partner=speaker.name("partners", partners[0])) if partners else ""
    window = _window(speaker, windows[0]) if windows else ""
    return speaker.say(name, window=window, partner=partner, of=_activity(of))


def _activity(kind: str) -> str:
    """An activity as it is read: ``activity.check_in`` is ``check in``."""
    return kind.removeprefix("activity.").replace("_", " ") if kind.startswith("activity.") else kind


def _window(speaker: Speaker, text: str) -> str:
    """A window in words, "" for what is none."""
    if f"window_{text}" in PHRASES and text != "rolling":
        return speaker.say(f"window_{text}")
    rolling = _ROLLING.fullmatch(text)
    return speaker.say("window_rolling", length=of_length(speaker, text)) if rolling else ""


def of_length(speaker: Speaker, text: str) -> str:
    """``30 days`` in the speaker's words; any other text as it is."""
    found = _ROLLING.fullmatch(text)
    if not found:
        return text
    count, unit = found.groups()
    return speaker.say(unit if count == "1" else f"{unit}s", count=count)


def _constant(tree: Tree) -> bool:
    return tree["kind"] in ("text", "number", "time", "length", "flag", "null")


def _is_every(tree: Tree) -> bool:
    return bool(tree["kind"] == "arithmetic" and tree["operator"] == "%")


def _plain(saying: _Saying, tree: Tree) -> str:
    return str(tree["value"])


def _rounded(saying: _Saying, tree: Tree) -> str:
    if tree["name"] in ("floor", "ceiling"):
        return saying.speaker.say(tree["name"], part=saying.value(tree["of"]))
    return saying.speaker.say("quoted_value", text=text_of(tree))


def _coalesced(saying: _Saying, tree: Tree) -> str:
    return saying.speaker.say("coalesce", left=saying.value(tree["left"]), right=saying.value(tree["right"]))


def _negative(saying: _Saying, tree: Tree) -> str:
    return saying.speaker.say("minus", part=saying.value(tree["part"]))


_Say = Callable[[_Saying, Tree], str]
_CLAUSES: Mapping[str, _Say] = {
    "joined": _Saying.joined, "compared": _Saying.compared, "in": _Saying.member_of, "not": _Saying.negated,
    "call": _Saying.asked_all, "word": _Saying.flag,
}
_VALUES: Mapping[str, _Say] = {
    "word": _Saying.word, "number": _plain, "text": _plain, "time": _plain, "length": _plain,
    "arithmetic": _Saying.arithmetic, "choice": _Saying.choice, "call": _Saying.called, "list": _Saying.listed,
    "set": _Saying.listed, "asked": _rounded, "coalesce": _coalesced, "minus": _negative,
}

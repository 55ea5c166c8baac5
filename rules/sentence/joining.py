"""Conditions that are said together because one phrase holds them: a purchase at a partner, from hour to hour."""

from __future__ import annotations

from collections.abc import Sequence

from rules.language.unparse import text_of
from rules.sentence.saying import Saying, Tree
from rules.sentence.values import known

_JOINED = "(member.joined_at ?? event.occurred_at)"
_ANNIVERSARY = (f"{_JOINED}.month == event.month", f"{_JOINED}.day == event.day",
                f"{_JOINED}.year < event.occurred_at.year")


def merged(saying: Saying, parts: Sequence[Tree]) -> list[Tree]:
    """The parts of an ``and``, those that one phrase says together as one that is ``said`` already."""
    return _anniversary(saying, _purchase_at(saying, _hours(saying, list(parts))))


def _anniversary(saying: Saying, parts: list[Tree]) -> list[Tree]:
    texts = [text_of(part) if part["kind"] == "compared" else "" for part in parts]
    if not set(_ANNIVERSARY) <= set(texts):
        return parts
    return _put(parts, [texts.index(text) for text in _ANNIVERSARY], saying.say("anniversary"))


def _purchase_at(saying: Saying, parts: list[Tree]) -> list[Tree]:
    kinds, partners = _told(parts, "event.type"), _told(parts, "partner.code")
    if len(kinds) != 1 or len(partners) != 1:
        return parts
    kind, partner = (_chosen(saying, parts[place[0]]) for place in (kinds, partners))
    return _put(parts, kinds + partners, saying.say("type_at", kind=kind, partner=partner))


def _told(parts: list[Tree], word: str) -> list[int]:
    """Where a word is compared with one text, or looked for among several."""
    return [place for place, part in enumerate(parts)
            if part["kind"] in ("compared", "in") and part["left"].get("name") == word
            and (part["right"]["kind"] == "text" if part.get("operator") == "==" else part["right"]["kind"] == "set")]


def _chosen(saying: Saying, part: Tree) -> str:
    name, right = str(part["left"]["name"]), part["right"]
    return saying.speaker.listed([known(saying, name, entry) for entry in right.get("entries", [right])])


def _hours(saying: Saying, parts: list[Tree]) -> list[Tree]:
    """``event.hour >= 8 and event.hour < 10``."""
    start, end = (_hour(parts, operator) for operator in (">=", "<"))
    if len(start) != 1 or len(end) != 1:
        return parts
    first, last = (parts[place[0]]["right"]["value"] for place in (start, end))
    if int(first) >= int(last):
        return parts
    return _put(parts, start + end, saying.say("hours_between", start=first, end=last))


def _hour(parts: list[Tree], operator: str) -> list[int]:
    return [place for place, part in enumerate(parts)
            if part["kind"] == "compared" and part["operator"] == operator
            and part["left"].get("name") == "event.hour" and str(part["right"].get("value", "")).isdecimal()]


def _put(parts: list[Tree], places: list[int], said: str) -> list[Tree]:
    """One part that is said in place of several, where the first of them stood."""
    return [{"kind": "said", "said": said} if place == min(places) else part
            for place, part in enumerate(parts) if place == min(places) or place not in places]

"""Words of the member's past, with their window, partner and kind of event."""

from __future__ import annotations

from collections.abc import Mapping

from rules.sentence.nouns import KINDS_OF_EVENT
from rules.sentence.saying import Tree
from rules.sentence.speaker import Speaker
from rules.sentence.times import of_window
from rules.vocabulary import WORDS


def of_past(speaker: Speaker, tree: Tree, phrase: str = "") -> str:
    """A call such as ``history.spend("month", "AIR")``; by another phrase where one is named."""
    name = str(tree["function"]["name"])
    words = [str(part.get("value", "")) for part in tree["arguments"]]
    named = (argument.name for argument in WORDS[name].arguments or ())
    given = dict(zip(named, words, strict=False))
    currency = speaker.name("currencies", given["currency"]) if _needs_currency(speaker, given) else ""
    partner = speaker.name("partners", given["partner"]) if "partner" in given else ""
    at_partner = speaker.say("at_partner", partner=partner) if partner else ""
    return speaker.say(phrase or (f"{name}_of" if currency else name), partner=at_partner, currency=currency,
                       window=of_window(speaker, given.get("window", "")), of=_of(speaker, given))


def _needs_currency(speaker: Speaker, given: Mapping[str, str]) -> bool:
    """A programme with one kind of points need not say which."""
    return "currency" in given and sum(kind == "currencies" for kind, _ in speaker.names) != 1


def _of(speaker: Speaker, given: Mapping[str, str]) -> str:
    """What is counted: goods of a category, or a kind of event; a purchase where none is named."""
    return given.get("category") or occurrence(speaker, given.get("type", "transaction.completed"))


def occurrence(speaker: Speaker, kind: str) -> str:
    """A kind of event without an article: ``purchase``."""
    return of_kind(speaker, kind).removeprefix("a ").removeprefix("an ")


def of_kind(speaker: Speaker, kind: str) -> str:
    """A kind of event: ``a purchase``; an activity without a name of ours is its own: ``insurance renewal``."""
    return speaker.pick(KINDS_OF_EVENT[kind]) if kind in KINDS_OF_EVENT else activity(kind)


def activity(kind: str) -> str:
    """An activity as it is read: ``activity.loan_repaid`` is ``loan repaid``."""
    return kind.removeprefix("activity.").replace("_", " ")

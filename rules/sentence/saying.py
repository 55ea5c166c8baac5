"""What a sentence is made with: who speaks, and how each kind of node is said as a clause or as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.language.unparse import text_of
from rules.sentence.speaker import Speaker

Tree = Mapping[str, Any]
Say = Callable[["Saying", Tree], str | None]
"""Says a node, None when no phrase covers it."""
CONSTANTS = frozenset({"text", "number", "time", "length", "flag", "null"})
_LIKE_LISTS = frozenset({"$min", "$max", "$ladder", "$bracket", "$crossed", "$round"})
IDIOMS: Mapping[str, str] = {
    "$days_between(member.joined_at ?? event.occurred_at, event.occurred_at)": "days_of_membership",
    "event.occurred_at.year - (member.joined_at ?? event.occurred_at).year": "years_of_membership",
}
"""Texts that mean more together than word by word, and the phrase for each."""
_WHOLE = 9
"""Tightness of what needs no brackets anywhere."""
_TIGHTNESS = {"choice": 0, "item": 0, "each": 0, "+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 0, "**": 0, "&": 0,
              "|": 0, "^": 0}


@dataclass(frozen=True, slots=True)
class Saying:
    """Says the nodes of one tree; ``lines`` tells what the variables stand for: a line or a payment."""

    speaker: Speaker
    clauses: Mapping[str, Say]
    values: Mapping[str, Say]
    lines: dict[str, str] = field(default_factory=dict)

    def say(self, phrase: str, **parts: object) -> str:
        """A phrase, filled."""
        return self.speaker.say(phrase, **parts)

    def clause(self, tree: Tree) -> str:
        """A node that is yes or no; quoted as it is written when no phrase covers it."""
        say = self.clauses.get(tree["kind"])
        return (say(self, tree) if say else None) or self.say("quoted", text=text_of(tree))

    def value(self, tree: Tree) -> str:
        """A node that is a number, a text, a time or a list; quoted when no phrase covers it."""
        say = self.values.get(tree["kind"])
        return (say(self, tree) if say else None) or self.say("quoted_value", text=text_of(tree))

    def operand(self, tree: Tree, least: int = _WHOLE) -> str:
        """A value inside another, in brackets unless it binds at least so tightly."""
        said = self.value(tree)
        return said if tightness(tree) >= least else self.say("grouped", part=said)

    def placed(self, name: str) -> str:
        """``l.category`` inside ``$any`` is ``line.category``."""
        owner, dot, rest = name.partition(".")
        return f"{self.lines[owner]}.{rest}" if dot and owner in self.lines else name


def tightness(tree: Tree) -> int:
    """How tightly a node holds together once it is said; what says a list of parts holds least."""
    kind = str(tree["kind"])
    if kind == "arithmetic" and text_of(tree) in IDIOMS:
        return _WHOLE
    if kind == "call":
        return 0 if tree["function"].get("name") in _LIKE_LISTS else _WHOLE
    if kind == "coalesce":
        return tightness(tree["left"])
    return _TIGHTNESS.get(str(tree.get("operator")) if kind == "arithmetic" else kind, _WHOLE)

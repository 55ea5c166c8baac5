"""Ready conditions: what marketers ask for most, each a text with gaps, and what fills the gaps.

``{0}`` in a text is the first gap. ``Part.kind`` says what fills it: a number, a text, a choice among the
programme's partners, tiers or stores, weekdays, or an hour. A text is filled in quotation marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PartKind = Literal["number", "text", "partner", "tier", "weekdays", "hour"]


@dataclass(frozen=True, slots=True)
class Part:
    """One gap: what fills it, under which name, and what stands there at first."""

    kind: PartKind
    name: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One ready condition; ``places`` are those it can stand in."""

    code: str
    text: str
    parts: tuple[Part, ...] = ()
    places: tuple[str, ...] = ("condition", "progress_when")


_EVERYWHERE = ("condition", "progress_when", "audience", "line")

PHRASES = (
    Phrase("purchase", 'event.type == "transaction.completed"'),
    Phrase("partner", "partner.code == {0}", (Part("partner", "partner"),), ("condition", "progress_when", "line")),
    Phrase("tier", "member.tier in {{{0}}}", (Part("tier", "tier"),), _EVERYWHERE),
    Phrase("category", "$any([l.category == {0} for l in event.lines])", (Part("text", "category", "coffee"),)),
    Phrase("line_category", "line.category == {0}", (Part("text", "category", "coffee"),), ("line",)),
    Phrase("line_brand", "line.brand == {0}", (Part("text", "brand"),), ("line",)),
    Phrase("weekdays", "event.weekday in {{{0}}}", (Part("weekdays", "days", "sat,sun"),)),
    Phrase("hours", "event.hour >= {0} and event.hour < {1}", (Part("hour", "from", "8"), Part("hour", "until", "10"))),
    Phrase("amount", "event.amount >= {0}", (Part("number", "amount", "100"),)),
    Phrase("first", 'history.orders("lifetime") == 0', (), ("condition", "progress_when", "audience")),
    Phrase("nth", '(history.orders("lifetime") + 1) % {0} == 0', (Part("number", "nth", "5"),)),
    Phrase("birthday", "member.birthday_month", (), _EVERYWHERE),
    Phrase("new_member", "$days_between(member.joined_at ?? event.occurred_at, event.occurred_at) <= {0}",
           (Part("number", "days", "30"),)),
    Phrase("member_tag", "{0} in member.tags", (Part("text", "tag"),), _EVERYWHERE),
)
"""In the order in which they are offered."""

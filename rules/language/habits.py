"""How people write who have never seen the rule language, and how it is written here.

Looked at only where the grammar gave up, so that nothing valid is ever doubted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,12})?"
_PART = r"[^\s()]{1,80}"

HABITS: tuple[tuple[str, Callable[[Match[str]], str]], ...] = (
    (r"\b[0-9]{1,3}(?:,[0-9]{3}){1,5}\b", lambda found: found[0].replace(",", "")),
    (rf"({_NUMBER}) ?%", lambda found: f"({found[1]} / 100)"),
    (rf"({_NUMBER}) ?(?:元|块|塊|圆|圓|分)", lambda found: found[1]),
    (r"\bin ?\(([^()\[\]{}]{1,400})\)", lambda found: f"in {{{found[1]}}}"),
    (rf"({_PART}) between ({_PART}) and ({_PART})",
     lambda found: f"{found[1]} >= {found[2]} and {found[1]} <= {found[3]}"),
    (rf"({_PART}) contains ({_PART})", lambda found: f"{found[2]} in {found[1]}"),
    (r"\bis not\b", lambda found: "!="),
    (r"\bis\b", lambda found: "=="),
    (r"(?<![\"'0-9.])([0-9]{1,5}) (hours?|days?|weeks?|months?|years?)\b", lambda found: f'"{found[0]}"'),
)
"""A pattern, and what its text becomes."""


def habit_at(source: str, place: int) -> tuple[int, int, str] | None:
    """Start, end and the right writing of the habit that a place lies in or ends; None when there is none."""
    for pattern, rewrite in HABITS:
        for found in re.finditer(pattern, source, re.ASCII):
            if found.start() <= place <= found.end():
                return found.start(), found.end(), rewrite(found)
    return None

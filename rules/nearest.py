"""Did you mean: the known word closest to one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``, letter case aside; "" when none is close.

    >>> nearest("Platnum", ["gold", "platinum"])
    'platinum'
    """
    by_lower = {choice.lower(): choice for choice in sorted(known, reverse=True)}
    found = get_close_matches(word[:100].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else ""

"""Full-width and typographic punctuation, as Chinese keyboards type it, read as the language's own signs.

Only outside strings: what stands between quotation marks is the marketer's text and is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_OPENING = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』", "＂": "＂", "＇": "＇",
            "”": "”", "’": "’"}
_TWO_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "≧": ">=", "≦": "<="}
_ONE_SIGN = {"。": ".", "、": ",", "×": "*", "÷": "/", "【": "[", "】": "]", "—": "-", "–": "-", "−": "-",
             "\u3000": " ", "\u00a0": " ", "\t": " ", "\r": " "}
_FULL_WIDTH = range(0xFF01, 0xFF5F)


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text; ``origins[i]`` is the offset in the typed text of character i, and of its end."""

    source: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the typed text for half-open offsets in ``source``."""
        last = len(self.origins) - 1
        begin = self.origins[min(start, last)]
        stop = self.origins[min(end, last)]
        return begin, max(stop, min(begin + (end > start), self.origins[last]))


def as_typed(text: str) -> Normal:
    """A text that needs no change."""
    return Normal(text, range(len(text) + 1))


def normalise(text: str) -> Normal:
    """The text with its punctuation outside strings in the language's own signs."""
    if text.isascii() and "\t" not in text and "\r" not in text:
        return as_typed(text)
    signs: list[str] = []
    origins: list[int] = []
    position = 0
    while position < len(text):
        piece, length = _next_piece(text, position)
        signs.append(piece)
        origins.extend(min(position + step, position + length - 1) for step in range(len(piece)))
        position += length
    return Normal("".join(signs), (*origins, len(text)))


def _next_piece(text: str, position: int) -> tuple[str, int]:
    """What stands at a position in the language's signs, and how many typed characters it covers."""
    sign = text[position]
    if sign in _OPENING:
        return _string(text, position)
    if sign == "#":
        return text[position:], len(text) - position
    if ord(sign) in _FULL_WIDTH:
        return chr(ord(sign) - 0xFEE0), 1
    return _TWO_SIGNS.get(sign) or _ONE_SIGN.get(sign, sign), 1


def _string(text: str, position: int) -> tuple[str, int]:
    """A string with its quotation marks made plain; an unclosed one runs on as typed."""
    opening = text[position]
    closing = _closing(text, position)
    if closing is None:
        return ('"' if opening not in "'\"" else opening), 1
    content = text[position + 1:closing]
    if opening in "'\"" and text[closing] == opening:
        return opening + content + opening, closing + 1 - position
    if '"' in content and "'" not in content:
        return f"'{content}'", closing + 1 - position
    return '"' + content.replace('"', '\\"') + '"', closing + 1 - position


def _closing(text: str, position: int) -> int | None:
    """Offset of the mark that closes the string opened at a position, None when nothing does."""
    opening = text[position]
    for wanted in (_OPENING[opening], '"' if opening == "“" else "”" if opening == '"' else ""):
        place = position + 1
        while wanted and place < len(text) and text[place] != "\n":
            if text[place] == wanted:
                return place
            place += 2 if text[place] == "\\" else 1
    return None

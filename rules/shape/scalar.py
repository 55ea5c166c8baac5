"""What a scalar codec is, and the refusal that one raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.errors import PointsError

TEXT_LENGTH_MAX = 10_000
WHOLE_DIGITS_MAX = 18
SHOWN_LENGTH_MAX = 60


class Unreadable(PointsError):
    """A value cannot be what its field needs; ``code``, ``suggestion`` and ``data`` go into the finding."""

    def __init__(self, code: str, sentence: str, suggestion: str = "", **data: str) -> None:
        self.code = code
        self.sentence = sentence
        self.suggestion = suggestion
        self.data = data
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Codec:
    """One scalar, three ways: from plain data, back to it, and as JSON Schema.

    ``read`` raises ``Unreadable`` and nothing else, whatever it is given.
    """

    read: Callable[[object], Any]
    write: Callable[[Any], object]
    schema: Mapping[str, object]


def same(value: Any) -> Any:
    """Write a value as it is."""
    return value


def shown(value: object) -> str:
    """A short text for any value, for use in a sentence; never fails, however many digits a number has."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 64:
        return "a number of many digits"
    if isinstance(value, dict | list | tuple):
        return f"a {kind_of(value)}"
    text = str(value)
    return text if len(text) <= SHOWN_LENGTH_MAX else text[: SHOWN_LENGTH_MAX - 1] + "…"


def kind_of(value: object) -> str:
    """The plain word for what sort of data this is."""
    words = {bool: "yes-or-no", int: "number", Decimal: "number", float: "binary fraction", str: "text",
             dict: "group of keys", list: "list", tuple: "list", type(None): "nothing"}
    return next((word for sort, word in words.items() if isinstance(value, sort)), type(value).__name__)


def wrong_type(value: object, wanted: str) -> Unreadable:
    """The refusal of a value of another sort than its field needs."""
    found = kind_of(value)
    return Unreadable("wrong_type", f"needs {wanted}, but is a {found}", wanted=wanted, found=found)


def checked_text(value: str) -> str:
    """The text itself; Unreadable when it is too long or holds what no screen or database takes."""
    if len(value) > TEXT_LENGTH_MAX:
        limit = str(TEXT_LENGTH_MAX)
        raise Unreadable("too_long", f"is longer than {limit} characters", limit=limit)
    bad = next((sign for sign in value if _unprintable(sign)), None)
    if bad is not None:
        sign = f"U+{ord(bad):04X}"
        raise Unreadable("control_character", f"holds the character {sign}, which cannot be shown", sign=sign)
    return value


def _unprintable(sign: str) -> bool:
    control = (sign < " " and sign not in "\n\t") or "\x7f" <= sign <= "\x9f"
    return control or "\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff"


def whole_digits(value: int) -> str:
    """Decimal digits of a whole number; Unreadable beyond what points or money ever need."""
    if value.bit_length() > 64 or len(str(abs(value))) > WHOLE_DIGITS_MAX:
        limit = str(WHOLE_DIGITS_MAX)
        raise Unreadable("out_of_range", f"has more than {limit} digits", limit=limit)
    return str(value)

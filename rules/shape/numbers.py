"""Codecs of numbers, percents and yes-or-no."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.shape.scalar import Codec, Unreadable, same, shown, whole_digits, wrong_type

DECIMAL = r"-?[0-9]{1,18}(\.[0-9]{1,12})?"


def decimal_text(number: Decimal) -> str:
    """Plain digits, without exponent or zeros that say nothing; Unreadable when they would be too many."""
    if not number.is_finite() or not -12 <= number.adjusted() <= 18 or not -24 <= _exponent(number) <= 18:
        raise Unreadable("bad_number", f"{shown(number)} is not a number that points or money can have",
                         value=shown(number))
    text = format(number, "f")
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if plain in ("-0", "") else plain


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def read_decimal(value: object) -> Decimal:
    """An exact number: digits, as a number or as a text."""
    if isinstance(value, bool | float) or not isinstance(value, int | str | Decimal):
        raise wrong_type(value, "an exact number")
    text = _digits(value)
    if not re.fullmatch(DECIMAL, text, re.ASCII):
        offer = text.replace(",", "")
        raise Unreadable("bad_number", f"{shown(text)!r} is not a number",
                         offer if re.fullmatch(DECIMAL, offer, re.ASCII) else "", value=shown(text))
    return Decimal(text)


def _digits(value: int | str | Decimal) -> str:
    if isinstance(value, int):
        return whole_digits(value)
    return decimal_text(value) if isinstance(value, Decimal) else value


def write_decimal(number: Decimal) -> int | Decimal:
    """A whole number as int, any other in its shortest digits."""
    text = decimal_text(number)
    return Decimal(text) if "." in text else int(text)


def read_percent(value: object) -> Decimal:
    """Percent, with or without its sign; the bounds are checked with the programme."""
    if isinstance(value, str):
        value = value.removesuffix("%").removesuffix("％").rstrip()
    return read_decimal(value)


def read_whole(value: object) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(value, "a whole number")
    return int(whole_digits(value))


def read_flag(value: object) -> bool:
    """true or false; other words for it are refused with the right one offered."""
    if isinstance(value, bool):
        return value
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    offer = meant.get(value.lower(), "") if isinstance(value, str) else ""
    raise Unreadable("wrong_type", "needs true or false", offer, wanted="true or false", found=shown(value))


def _between(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        number = read_whole(value)
        if number == 0 or not low <= number <= high:
            raise Unreadable("out_of_range", f"{number} is not between {max(low, 1)} and {high}",
                             value=str(number), limit=str(high))
        return number
    return read


def read_count(value: object) -> int:
    """A whole number, zero or more."""
    number = read_whole(value)
    if number < 0:
        raise Unreadable("out_of_range", f"{number} is below zero", value=str(number), limit="0")
    return number


def _within(low: int, high: int) -> dict[str, object]:
    return {"type": "integer", "minimum": low, "maximum": high, "not": {"const": 0}}


NUMBER: dict[str, object] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{DECIMAL}$"}]}
PERCENT: dict[str, object] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{DECIMAL} *[%％]?$"}]}
CODECS: Mapping[str, Codec] = {
    "decimal": Codec(read_decimal, write_decimal, NUMBER),
    "percent": Codec(read_percent, write_decimal, PERCENT),
    "whole": Codec(read_whole, same, {"type": "integer"}),
    "count": Codec(read_count, same, {"type": "integer", "minimum": 0}),
    "flag": Codec(read_flag, same, {"type": "boolean"}),
    "month_day": Codec(_between(-31, 31), same, _within(-31, 31)),
    "week_of_month": Codec(_between(-5, 5), same, _within(-5, 5)),
    "month": Codec(_between(1, 12), same, _within(1, 12)),
}

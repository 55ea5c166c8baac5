"""Codecs of texts, codes and expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from rules.nearest import nearest
from rules.programme import LOCALES
from rules.shape.numbers import DECIMAL, decimal_text, write_decimal
from rules.shape.scalar import Codec, Unreadable, checked_text, same, shown, whole_digits, wrong_type

CODE = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
WORD = r"[a-z][a-z0-9_]{0,63}"
SOURCE = rf"(partner|pool):{CODE}|seller"


def read_name(value: object) -> str:
    """A plain text on one line; a whole number stands for its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return whole_digits(value)
    if not isinstance(value, str):
        raise wrong_type(value, "a text")
    return checked_text(value)


def read_code(value: object) -> str:
    """A code: letters, digits, ``_`` and ``-``, at most 64, beginning with a letter or digit."""
    text = read_name(value)
    if not re.fullmatch(CODE, text, re.ASCII):
        offer = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:64]
        raise Unreadable("bad_code", f"{shown(text)!r} is not a code: letters, digits, _ and - only", offer,
                         value=shown(text))
    return text


def read_word(value: object) -> str:
    """A name that rules can speak: small letters, digits and ``_``."""
    text = read_name(value)
    if not re.fullmatch(WORD, text, re.ASCII):
        offer = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_0123456789")[:64]
        sentence = f"{shown(text)!r} cannot be a word in a rule: small letters, digits and _ only"
        raise Unreadable("bad_code", sentence, offer, value=shown(text))
    return text


def read_source(value: object) -> str:
    """Who pays: ``partner:<code>``, ``pool:<code>`` or ``seller``."""
    text = read_name(value)
    if not re.fullmatch(SOURCE, text, re.ASCII):
        raise Unreadable("bad_source", f"{shown(text)!r} is not seller, partner:<code> or pool:<code>",
                         nearest(text, ["seller"]), value=shown(text))
    return text


def read_money(value: object) -> str:
    """The code of a money, three capital letters."""
    text = read_name(value)
    if not re.fullmatch(r"[A-Z]{3}", text, re.ASCII):
        offer = text.upper() if re.fullmatch(r"[A-Za-z]{3}", text, re.ASCII) else ""
        raise Unreadable("bad_money", f"{shown(text)!r} is not the code of a money, like CNY", offer,
                         value=shown(text))
    return text


def read_expression(value: object) -> str:
    """A rule's text without blanks at its end; a bare number or true and false stand for themselves."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return whole_digits(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if not isinstance(value, str):
        raise wrong_type(value, "a rule or a number")
    return checked_text(value).rstrip()


def write_expression(text: str) -> object:
    """A number where the text is nothing else."""
    number = write_decimal(Decimal(text)) if re.fullmatch(DECIMAL, text, re.ASCII) else None
    return number if number is not None and decimal_text(Decimal(number)) == text else text


def read_texts(value: object) -> dict[str, str]:
    """One plain text stands for all locales; a text for each is read by ``rules.shape.read``."""
    return dict.fromkeys(LOCALES, read_name(value))


def read_locale(key: object) -> str:
    """The name of one of the three locales."""
    text = shown(key)
    if text not in LOCALES:
        near = {"zh": "zh_Hans_CN", "zh_CN": "zh_Hans_CN", "zh_TW": "zh_Hant_TW", "zh_HK": "zh_Hant_TW"}
        offer = near.get(text.replace("-", "_")) or nearest(text, LOCALES)
        raise Unreadable("unknown_locale", f"{text!r} is not one of {', '.join(LOCALES)}", offer, value=text)
    return text


def write_texts(texts: Mapping[str, str]) -> object:
    """One plain text when all locales share it."""
    ordered = {locale: texts[locale] for locale in LOCALES if locale in texts}
    alike = len(ordered) == len(LOCALES) and len(set(ordered.values())) == 1
    return ordered[LOCALES[0]] if alike else ordered


def _pattern(expression: str) -> dict[str, object]:
    return {"type": ["string", "integer"], "pattern": f"^({expression})$"}


NAME: dict[str, object] = {"type": ["string", "integer"]}
CODECS: Mapping[str, Codec] = {
    "name": Codec(read_name, same, NAME),
    "code": Codec(read_code, same, _pattern(CODE)),
    "word": Codec(read_word, same, _pattern(WORD)),
    "source": Codec(read_source, same, _pattern(SOURCE)),
    "money": Codec(read_money, same, {"type": "string", "pattern": "^[A-Z]{3}$"}),
    "expression": Codec(read_expression, write_expression, {
        "type": ["string", "number", "boolean"], "description": "A rule in the rule language, or a number."}),
    "texts": Codec(read_texts, write_texts, {
        "description": "One text for every locale, or one for each.",
        "anyOf": [NAME, {"type": "object", "additionalProperties": False,
                         "properties": dict.fromkeys(LOCALES, NAME)}]}),
}

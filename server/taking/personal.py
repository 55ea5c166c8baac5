"""Personal words of an event – name, e-mail, phone, address – set apart from everything that rules see or that is kept.

They are sealed at once and go to the member's profile, under the partner that told them. In events that do not tell of
their member they are dropped unread. Errors name the field and never say what stood in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from rules.facts import Attribute
from rules.intake import Reported
from server.fields import Keyring, Place, Sealed, Unsealable
from server.ledger.posted import Detail
from server.problems import FieldError, Problem

NAME, EMAIL, PHONE, ADDRESS = "name", "email", "phone", "address"
FOUND_BY = frozenset({EMAIL, PHONE})
"""Fields that a member can be found by."""
FIELDS = frozenset({NAME, "given_name", "family_name", EMAIL, PHONE, ADDRESS, "id_number"})
"""Attributes that are never stored in clear."""
SEALED = "sealed:"
"""How a personal word begins that waits with its event."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\Z")
_DIGITS = range(5, 16)
"""How many digits a phone number has with its country: E.164 says at most 15."""


def place_of(member: str, partner: str, field: str) -> Place:
    """Where a word of the profile stands."""
    return "profile", "value", member, partner, field


def split(reported: Reported) -> tuple[Reported, Mapping[str, str]]:
    """The event without its personal words, and those words; the same event when it has none."""
    found = {name: str(value) for name, value in reported.attributes.items() if name in FIELDS}
    if not found:
        return reported, found
    rest: dict[str, Attribute] = {name: value for name, value in reported.attributes.items() if name not in FIELDS}
    return replace(reported, attributes=rest), found


def details_of(keyring: Keyring, member: str, partner: str, words: Mapping[str, str],
               at: datetime) -> tuple[Detail, ...]:
    """Personal words as rows of the profile; empty ones are passed over. Raises ``Problem`` for one that cannot be."""
    return tuple(_detail(keyring, (member, partner, field), value.strip(), at)
                 for field, value in sorted(words.items()) if value.strip())


def _detail(keyring: Keyring, key: tuple[str, str, str], value: str, at: datetime) -> Detail:
    member, partner, field = key
    index = keyring.blind_index(field, normal(field, value, keyring.country)) if field in FOUND_BY else ""
    return Detail(member, partner, field, keyring.seal(value, place_of(*key)).token, index, at)


def normal(field: str, value: str, country: int) -> str:
    """One form for all ways of writing an e-mail address or a phone number. Raises ``Problem`` for what is neither.

    >>> normal("email", " Ada@Example.COM ", 86), normal("phone", "０１３９ 0000-0000", 86)
    ('ada@example.com', '+8613900000000')
    """
    plain = unicodedata.normalize("NFKC", value).strip()
    if field == EMAIL:
        if not _EMAIL.match(plain):
            raise _bad(field, "An e-mail address has one @ and no blanks.")
        return plain.casefold()
    return _phone(plain, country)


def _phone(plain: str, country: int) -> str:
    digits = "".join(char for char in plain if char.isdecimal())
    if re.search(r"[^\d\s()+./-]", plain) or not digits:
        raise _bad(PHONE, "A phone number is digits, with + and its country or without.")
    if plain.startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    else:
        number = f"{country}{digits.removeprefix('0')}"
    if len(number) not in _DIGITS:
        raise _bad(PHONE, "A phone number has 5 to 15 digits with its country.")
    return f"+{number}"


def _bad(field: str, sentence: str) -> Problem:
    return Problem("invalid_event", sentence, errors=[FieldError(f"/data/attributes/{field}", sentence)])


def waiting_place(reported: Reported, field: str) -> Place:
    """Where a word of an event that waits stands."""
    return "waiting", "body", reported.partner, reported.reference, field


def closed(reported: Reported, keyring: Keyring) -> Reported:
    """The event as it may wait on disk: its personal words sealed."""
    rest, words = split(reported)
    if not words:
        return reported
    sealed = {name: SEALED + keyring.seal(value, waiting_place(reported, name)).token for name, value in words.items()}
    return replace(rest, attributes={**rest.attributes, **sealed})


def opened(reported: Reported, keyring: Keyring) -> Reported:
    """The event as it came; a word that does not open any more is left out."""
    rest, words = split(reported)
    if not words:
        return reported
    clear = {name: _clear(reported, name, value, keyring) for name, value in words.items()}
    return replace(rest, attributes={**rest.attributes, **{name: value for name, value in clear.items() if value}})


def _clear(reported: Reported, name: str, value: str, keyring: Keyring) -> str:
    if not value.startswith(SEALED):
        return value
    try:
        return keyring.open(Sealed(value.removeprefix(SEALED)), waiting_place(reported, name))
    except Unsealable:
        return ""

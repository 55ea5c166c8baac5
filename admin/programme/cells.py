"""How a field of the draft reads in a list: names, yes and no, and rules in plain words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from admin.programme.choices import called
from rules.programme import EXPRESSIONS, Expiry, Programme
from rules.sentence import Speaker
from rules.shape.kinds import Choice, Many, Record, Scalar, fields_of
from server.services.programme.comparing import in_words
from server.web.formats import NOTHING, day, points
from server.web.locales import current_locale

MONTHS, DAYS = "months", "days"
NAMED = {"Conversion.source": "currencies", "Conversion.target": "currencies", "Pool.currency": "currencies",
         "Partner.currency": "currencies", "Partner.honours": "currencies", "Reward.partner": "partners"}
"""Fields that hold codes of other pieces → where those have their names."""


def cell(item: Any, name: str, draft: Programme) -> str:
    """One field of one piece, in the reader's language."""
    cls: type = type(item)
    value = getattr(item, name)
    place = EXPRESSIONS.get(cls.__name__, {}).get(name)
    if place:
        return _number(value) or in_words(value, place, draft, current_locale()) or NOTHING
    if isinstance(value, Expiry):
        return lifetime(value, draft)
    named = NAMED.get(f"{cls.__name__}.{name}")
    if named:
        names = Speaker.of(draft, current_locale())
        return ", ".join(names.name(named, code) for code in ([value] if isinstance(value, str) else value)) or NOTHING
    kind = next(spec.kind for spec in fields_of(cls) if spec.name == name)
    return _plain(cls, name, kind, value) or NOTHING


def lifetime(expiry: Expiry, draft: Programme) -> str:
    """How long points live, as a person says it."""
    for name in (MONTHS, DAYS):
        text = getattr(expiry, name)
        if text:
            length = _length(name, int(text)) if text.isdecimal() else in_words(text, "life", draft, current_locale())
            rounded = called("Expiry", "round_to", expiry.round_to)
            return gettext("%(length)s, to the end of the %(period)s", length=length, period=str(rounded).lower()) \
                if expiry.round_to else length
    return gettext("For ever")


def _length(unit: str, number: int) -> str:
    if unit == MONTHS:
        return ngettext("%(num)s month", "%(num)s months", number)
    return ngettext("%(num)s day", "%(num)s days", number)


def _number(text: str) -> str:
    return points(int(text)) if text.isdecimal() and len(text) < 19 else ""


def _plain(cls: type, name: str, kind: Any, value: Any) -> str:
    match kind:
        case Scalar("texts"):
            return str(value.get(current_locale()) or value.get("en") or "")
        case Scalar("flag"):
            return gettext("Yes") if value else gettext("No")
        case Scalar("date"):
            return day(value)
        case Choice():
            return str(called(cls.__name__, name, value))
        case Many(item=Record()):
            return points(len(value))
        case Many():
            return ", ".join(map(str, value))
    return "" if value is None else str(value)

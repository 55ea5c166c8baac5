"""How cells of lists say what they hold, in the reader's language; what is not text keeps its form in exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from server.web.formats import NOTHING, day, moment, points

Cell = Callable[[Any, Any, str], Any]

FORMATS: Mapping[type, Cell] = {
    type(None): lambda view, value, name: NOTHING,
    bool: lambda view, value, name: gettext("Yes") if value else gettext("No"),
    datetime: lambda view, value, name: moment(value, "short"),
    date: lambda view, value, name: day(value),
    int: lambda view, value, name: points(value),
    Markup: lambda view, value, name: value,
    str: lambda view, value, name: value or NOTHING,
}
"""By type, the first that fits: a truth is a number too, a moment a day too."""
TONES = ("good", "warn", "bad", "info", "plain")
PILL = Markup('<span class="pill pill-{tone}">{text}</span>')
CODE = Markup('<code>{text}</code>')
LINK = Markup('<a href="{address}">{text}</a>')


def pill(text: object, tone: str = "plain") -> Markup:
    """A short state with its colour; ``tone`` is one of ``TONES``. The text is escaped."""
    return PILL.format(tone=tone if tone in TONES else "plain", text=text)


def code(text: object) -> Markup:
    """A code, number or hash, as it is."""
    return CODE.format(text=text)


def link(address: str, text: object) -> Markup:
    """A link; both are escaped."""
    return LINK.format(address=address, text=text)

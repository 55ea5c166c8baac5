"""How pages write points, money, days and moments, in the visitor's language and the programme's time zone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import (
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
)

NOTHING = "–"


def points(value: int | None) -> str:
    """Whole points, grouped, never with a sign of money; a minus is a true minus."""
    if value is None:
        return NOTHING
    return format_decimal(value).replace("-", "\N{MINUS SIGN}")


def change(value: int) -> str:
    """Points that came (+) or went."""
    return f"+{points(value)}" if value > 0 else points(value)


def money(value: Decimal | None, currency: str) -> str:
    """An amount with its currency as the visitor's language writes it."""
    return NOTHING if value is None else format_currency(value, currency)


def percent(value: float | Decimal) -> str:
    """A share: 0.25 is 25 %."""
    return format_percent(value)


def day(value: date | None, style: str = "medium") -> str:
    """A local day, as it is: no zone moves it."""
    if value is None:
        return NOTHING
    return format_date(value.date() if isinstance(value, datetime) else value, style, rebase=False)


def moment(value: datetime | None, style: str = "medium") -> str:
    """An instant in the programme's time zone; ``style`` is short (without seconds), medium or long."""
    if value is None:
        return NOTHING
    if style == "short" and str(get_locale()).startswith("en"):
        return f"{format_date(value, 'medium')}, {format_time(value, 'short')}"
    return format_datetime(value, style)


def set_up_formats(app: Flask) -> None:
    """Make the formats filters of the templates."""
    for each in (points, change, money, percent, day, moment):
        app.jinja_env.filters[each.__name__] = each

"""How the member's page writes names and figures of a programme, in the visitor's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from flask import current_app
from flask_babel import format_currency, format_date, format_decimal, format_time, gettext

from rules.programme import Programme, Texts
from server.member.blueprint import member
from server.services.members.campaigns_for import in_locale
from server.web.formats import change
from server.web.locales import current_locale


@member.app_template_filter("said")
def said(texts: Texts | None) -> str:
    """A text of the programme in the visitor's language."""
    return in_locale(texts, current_locale()) if texts else ""


@member.app_template_filter("named")
def named(code: str, kind: str, programme: Programme) -> str:
    """What a code of the programme is called; the code itself when nobody named it."""
    found = next((each.name for each in getattr(programme, kind) if each.code == code), None)
    return said(found) or code


@member.app_template_filter("figure")
def figure(value: Decimal, unit: str = "", currency: str = "") -> str:
    """A figure of a rule with its unit: money as money, the rest as a number without needless zeros."""
    if unit == "money":
        whole = value == value.to_integral_value()
        return str(format_currency(value, currency, "¤#,##0" if whole else None, currency_digits=not whole))
    return str(format_decimal(value.normalize() if value % 1 else value.to_integral_value()))


@member.app_template_filter("days_until")
def days_until(day: date, today: date) -> int:
    """Whole days from today to a day, 0 for today."""
    return (day - today).days


@member.app_template_global("initial")
def initial(name: str) -> str:
    """The first sign of a name, for a round badge."""
    return name.strip()[:1].upper()




@member.app_template_filter("moment_day")
def moment_day(at: datetime) -> str:
    """The local day of an instant."""
    return str(format_date(at, "medium"))


@member.app_template_filter("moment_time")
def moment_time(at: datetime) -> str:
    """The time of day of an instant."""
    return str(format_time(at, "short"))


@member.app_template_filter("last_day")
def last_day(ends_at: datetime) -> str:
    """The last local day before an instant at which something is over."""
    return moment_day(ends_at - timedelta(microseconds=1))


@member.app_template_global("tabs")
def tabs() -> list[tuple[str, str, str]]:
    """The pages of the navigation: endpoint, name, sign."""
    every = [
        ("member.home", gettext("Points"), "home"), ("member.history", gettext("History"), "clock"),
        ("member.convert", gettext("Convert"), "swap"), ("member.rewards", gettext("Rewards"), "gift"),
        ("member.settings", gettext("You"), "person")]
    return [each for each in every if each[0] in current_app.view_functions]


@member.app_template_filter("change_of")
def change_of(moved: int, code: str, programme: Programme) -> str:
    """Points that came or went, with the name of their currency."""
    return gettext("%(points)s %(currency)s", points=change(moved), currency=named(code, "currencies", programme))


@member.app_template_global("kind_sign")
def kind_sign(kind: str) -> str:
    """The sign of a kind of reward."""
    return {"coupon": "ticket", "trial": "ticket", "privilege": "star", "service": "person"}.get(kind, "gift")

"""The first page: what needs attention, and what happens today, live within seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from flask import current_app, jsonify, url_for
from flask_admin import AdminIndexView, expose
from flask_babel import gettext, lazy_gettext, ngettext

from admin.access import May
from admin.base import Guarded, current_scope, may
from admin.console import programme, session, speaker
from rules.programme import Programme
from rules.sentence import Speaker
from server.clock import now
from server.services.staff import attention
from server.services.staff.attention import Counts, Daily, NearEnd
from server.web.formats import day, points

DAYS = 14
A_SECOND = timedelta(seconds=1)
"""What ends at midnight ended on the day before."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to look at: a sentence, how urgent (bad, warn, info), and where to look ("" for nowhere)."""

    text: str
    tone: str
    address: str = ""


class HomePage(Guarded, AdminIndexView):
    """What needs attention, and what happens today."""

    routes = {"index": May.ENTER, "live": May.ENTER}
    icon = "home"

    def __init__(self) -> None:
        super().__init__(name=lazy_gettext("Home"), url="/admin", menu_icon_value=self.icon)

    @expose("/")
    def index(self) -> Any:
        """The page."""
        in_force, scope, at = programme(), current_scope(), now()
        days = _days(in_force, scope)
        names = speaker()
        matters = _matters(in_force, names, scope)
        whole = in_force if in_force and not scope else None
        return self.render(
            "console/home.html", matters=matters, days=days, figures=_figures(days, names), chart=_chart(days, names),
            turning=attention.turning(whole, at) if whole else [], seal=attention.seal(session(), at), speaker=names,
            a_second=A_SECOND,
            name=in_force.name.get(names.locale) or in_force.name.get("en") if in_force else "")

    @expose("/live")
    def live(self) -> Any:
        """Today's figures as they stand, for the page that is open."""
        in_force, scope = programme(), current_scope()
        days = _days(in_force, scope)
        answer = jsonify(figures=_figures(days, speaker()), chart=_chart(days, speaker()))
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _days(in_force: Programme | None, scope: str) -> list[Daily]:
    """Two weeks that end with today, or with the last day on which anything happened."""
    today = now().astimezone(ZoneInfo(in_force.zone if in_force else "UTC")).date()
    return attention.days(session(), today, DAYS, scope)


def _figures(days: list[Daily], names: Speaker) -> dict[str, str]:
    """What the page shows as large figures, as texts of the reader's language."""
    last = days[-1]
    return {"on": day(last.on, "full"), "events": points(last.events), "issued": points(sum(last.issued.values())),
            "used": points(sum(last.used.values())), "week": points(sum(each.events for each in days[-7:]))}


def _chart(days: list[Daily], names: Speaker) -> dict[str, Any]:
    """Lines for the charts: labels, and the series with what they are called."""
    return {"labels": [format_skeleton("MMMd", each.on, locale=names.locale) for each in days],
            "events": [each.events for each in days], "eventsLabel": gettext("Events"),
            "issued": [sum(each.issued.values()) for each in days], "issuedLabel": gettext("Points issued"),
            "used": [sum(each.used.values()) for each in days], "usedLabel": gettext("Points used")}


def _matters(in_force: Programme | None, names: Speaker, scope: str) -> list[Matter]:
    found = list(_counted(attention.counts(session(), now(), scope)))
    if in_force and not scope:
        found += [_budget(each, names) for each in attention.near_end(session())]
        found += [Matter(gettext("%(name)s is paused", name=names.name("campaigns", each.code)), "info",
                         address("campaigns.index")) for each in attention.paused(in_force)]
    order = ("bad", "warn", "info")
    return sorted(found, key=lambda matter: order.index(matter.tone))


def _counted(counts: Counts) -> list[Matter]:
    """A sentence for each count that is not zero."""
    said = (
        (counts.submissions, "warn", "review.index", lambda n: ngettext(
            "%(num)d change waits to be published", "%(num)d changes wait to be published", n)),
        (counts.adjustments, "warn", "adjustments.index", lambda n: ngettext(
            "%(num)d adjustment waits for a second person", "%(num)d adjustments wait for a second person", n)),
        (counts.held, "warn", "held.index", lambda n: ngettext(
            "%(num)d event is held for a person", "%(num)d events are held for a person", n)),
        (counts.parked, "info", "held.index", lambda n: ngettext(
            "%(num)d return waits for its purchase", "%(num)d returns wait for their purchase", n)),
        (counts.failing_endpoints, "bad", "partners.index", lambda n: ngettext(
            "%(num)d partner's server does not answer", "%(num)d partners' servers do not answer", n)),
        (counts.dead_deliveries, "bad", "partners.index", lambda n: ngettext(
            "%(num)d message of today was given up", "%(num)d messages of today were given up", n)),
        (counts.dead_work, "bad", "", lambda n: ngettext(
            "%(num)d piece of work was given up", "%(num)d pieces of work were given up", n)),
    )
    return [Matter(say(number), tone, address(endpoint)) for number, tone, endpoint, say in said if number]


def _budget(each: NearEnd, names: Speaker) -> Matter:
    name = names.name("campaigns", each.code)
    if each.left == 0:
        return Matter(gettext("The budget of %(name)s is used up", name=name), "bad", address("campaigns.index"))
    return Matter(gettext("%(name)s has %(left)s of %(total)s points left", name=name, left=points(each.left),
                          total=points(each.total)), "warn", address("campaigns.index"))


def address(endpoint: str, **values: str) -> str:
    """Where a page is, "" when it is not there or not for this person."""
    blueprint, _, name = endpoint.partition(".")
    known = (view for admin in current_app.extensions.get("admin", ()) for view in admin._views)
    view = next((view for view in known if view.endpoint == blueprint), None)
    there = view is not None and endpoint in current_app.view_functions and may(view.permission(name))
    return url_for(endpoint, **values) if there else ""

"""Search from everywhere: members by exact number, phone or e-mail; events by reference; campaigns; partners."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_admin import expose
from flask_babel import lazy_gettext

from admin.access import May
from admin.base import ConsolePage, current_scope, may
from admin.console import keyring, partner_codes, programme, session, speaker
from admin.home import address
from server.services.staff.searching import LONGEST, Found, events_named, in_programme, members_named

KINDS = {"member": lazy_gettext("Member"), "event": lazy_gettext("Event"), "campaign": lazy_gettext("Campaign"),
         "partner": lazy_gettext("Partner")}
ABOUT = {"email": lazy_gettext("by e-mail"), "phone": lazy_gettext("by phone")}


class SearchPage(ConsolePage):
    """A page for every browser, and the same as JSON while one types."""

    label, at, icon, hidden = lazy_gettext("Search"), "search", "search", True
    routes = {"index": May.ENTER, "json": May.ENTER}

    @expose("/")
    def index(self) -> Any:
        """What was found; the one thing itself when there is only one."""
        asked = _asked()
        found = _found(asked)
        if len(found) == 1:
            return redirect(found[0]["address"])
        return self.render("console/search.html", found=found, searched=asked)

    @expose("/json")
    def json(self) -> Any:
        """The same as a list of ``name``, ``about``, ``kind`` and ``address``."""
        answer = jsonify(found=_found(_asked()))
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _asked() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _found(asked: str) -> list[dict[str, str]]:
    if not asked:
        return []
    found: list[Found] = []
    if may(May.SEE_MEMBERS):
        found += members_named(session(), keyring(), asked, partner_codes(), everywhere=not current_scope())
    if may(May.SEE_EVENTS):
        found += events_named(session(), asked, partner_codes())
    in_force = programme()
    if in_force and may(May.SEE_PROGRAMME) and not current_scope():
        found += in_programme(in_force, asked)
    return [_shown(each) for each in found if _address(each)]


def _address(found: Found) -> str:
    if found.kind == "member":
        return url_for("members.member", id_=found.key)
    if found.kind == "event":
        member, event = found.key.split(",")
        return url_for("events.event", member=member, id_=event)
    page = {"campaign": "campaign.edit", "partner": "partners.partner"}[found.kind]
    return address(page, code=found.key)


def _shown(found: Found) -> dict[str, str]:
    names = speaker()
    name = found.name if found.kind in ("member", "event") else names.name(f"{found.kind}s", found.key)
    about = str(ABOUT[found.about]) if found.about in ABOUT else names.name("partners", found.about)
    return {"name": name, "about": about if found.kind in ("member", "event") else found.key,
            "kind": str(KINDS[found.kind]), "address": _address(found)}

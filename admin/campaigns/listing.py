"""The list of campaigns: what each is doing now, what it gives, and how much of its budget is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from admin.access import May
from admin.base import ConsolePage, current_person
from admin.campaigns.desk import called, names_of, piece_named, reading, sentence, session
from admin.campaigns.labels import STATES, VIEWS
from admin.console import programme as in_force
from admin.sections import CAMPAIGNS
from rules.programme import Programme
from server.clock import now
from server.models import Budget
from server.services.programme import editing
from server.services.programme.campaign_states import Standing, counted, in_view, standings
from server.services.programme.editing import StaleSave, UnknownPiece

PAGE = 25
DEEDS = {"live": "live", "pause": "paused", "archive": "archived"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. ``left`` and ``total`` are points of its budget in force, None without one.

    ``starts`` and ``ends`` are its first and last local day; ``planned`` is the budget that the draft gives it.
    """

    standing: Standing
    name: str
    words: str
    starts: date | None = None
    ends: date | None = None
    left: int | None = None
    total: int | None = None
    planned: int | None = None


class CampaignsPage(ConsolePage):
    """Every campaign of the draft, in views that can be kept as links."""

    routes = {"index": May.SEE_PROGRAMME, "duplicate": May.EDIT_PROGRAMME, "switch": May.EDIT_PROGRAMME,
              "bulk": May.EDIT_PROGRAMME}
    label = _("Campaigns")
    section = CAMPAIGNS
    at = "campaigns"
    icon = "campaign"

    @expose("/")
    def index(self) -> Any:
        """The list, narrowed by ``view`` and ``q``, 25 a page."""
        draft, at = reading().draft, now()
        everything = standings(draft, in_force(), at)
        view = request.args.get("view", "all")
        if view not in VIEWS:
            abort(404)
        found = _matching(everything, view, request.args.get("q", ""), at, draft.zone)
        page = max(request.args.get("page", 1, int), 1)
        rows = _rows(found[(page - 1) * PAGE:page * PAGE], draft)
        return self.render("console/campaigns/list.html", rows=rows, view=view, views=VIEWS, states=STATES,
                           counts=counted(everything, at, draft.zone), query=request.args.get("q", ""), page=page,
                           more=len(found) > page * PAGE, found=len(found), none=not everything)

    @expose("/<code>/duplicate", methods=("POST",))
    def duplicate(self, code: str) -> Any:
        """Make a copy, and open it."""
        piece_named(code)
        copy = editing.duplicate(session(), editing.CAMPAIGNS, code, current_person())
        flash(gettext("This is the copy. It is paused until you switch it on."), "success")
        return redirect(url_for("campaign.edit", code=copy.code))

    @expose("/<code>/switch", methods=("POST",))
    def switch(self, code: str) -> Any:
        """Switch one on, pause it or put it away."""
        _switch([code], request.form.get("deed", ""))
        return redirect(url_for("campaigns.index"))

    @expose("/bulk", methods=("POST",))
    def bulk(self) -> Any:
        """The same for several."""
        codes = request.form.getlist("code")
        if not codes:
            flash(gettext("Choose campaigns first."), "warning")
        else:
            _switch(codes, request.form.get("deed", ""))
        return redirect(url_for("campaigns.index", view=request.form.get("view", "all")))


def _matching(everything: list[Standing], view: str, query: str, at: datetime, zone: str) -> list[Standing]:
    wanted = query.strip().casefold()
    return [each for each in everything if in_view(view, each, at, zone)
            and (not wanted or any(wanted in text.casefold()
                                   for text in (each.campaign.code, *each.campaign.name.values())))]


def _rows(found: list[Standing], draft: Programme) -> list[Row]:
    codes = [each.campaign.code for each in found]
    budgets = {budget.code: budget for budget in session().scalars(select(Budget).where(Budget.code.in_(codes)))}
    names = names_of(draft)
    return [_row(each, draft, names, budgets.get(each.campaign.code)) for each in found]


def _row(standing: Standing, draft: Programme, names: str, budget: Budget | None) -> Row:
    campaign = standing.campaign
    starts, ends = campaign.schedule.starts_at, campaign.schedule.ends_at
    name = called(campaign.name, campaign.code)
    return Row(
        standing, name, _without_name(sentence(campaign, draft, names), name),
        starts.date() if starts else None, (ends - timedelta(microseconds=1)).date() if ends else None,
        budget.points_left if budget else None, budget.points_total if budget else None,
        int(campaign.budget) if campaign.budget.isdecimal() else None)


def _without_name(said: str, name: str) -> str:
    """The sentence without the name it begins with, which stands above it."""
    rest = said.removeprefix(name).lstrip(":： ")
    return rest[:1].upper() + rest[1:]


def _switch(codes: list[str], deed: str) -> None:
    if deed not in DEEDS:
        abort(400)
    done = 0
    for code in codes:
        try:
            held = editing.piece(session(), editing.CAMPAIGNS, code)
            editing.set_status(session(), code, DEEDS[deed], held.row_version, current_person())
            done += 1
        except (StaleSave, UnknownPiece):
            flash(gettext("%(code)s was changed by somebody else just now; try again.", code=code), "error")
    flash(ngettext("%(num)d campaign was changed in the draft. Publish it to put it to work.",
                   "%(num)d campaigns were changed in the draft. Publish them to put them to work.", done), "success")

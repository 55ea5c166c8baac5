"""The gallery: ready campaigns, each with a story and a few things to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.access import May
from admin.base import ConsolePage, current_person
from admin.campaigns.desk import called, reading, session
from admin.campaigns.labels import WEEKDAYS
from admin.sections import CAMPAIGNS
from rules.programme import Campaign, Programme
from rules.sentence import of_campaign
from rules.shape.piece import read_piece
from server.services.programme import editing
from server.services.programme.editing import CodeTaken
from server.services.programme.gallery import (
    LISTED,
    Template,
    UnfitAnswer,
    choices,
    defaults,
    filled,
    template,
    templates,
)
from server.web.locales import current_locale

BLANK = "new-campaign"


class GalleryPage(ConsolePage):
    """Templates as cards; one filled in becomes a campaign of the draft."""

    routes = {"index": May.SEE_PROGRAMME, "fill": May.SEE_PROGRAMME, "start": May.EDIT_PROGRAMME,
              "blank": May.EDIT_PROGRAMME}
    label = _("Templates")
    section = CAMPAIGNS
    at = "gallery"
    icon = "gallery"

    @expose("/")
    def index(self) -> Any:
        """Every template."""
        draft = reading().draft
        return self.render("console/campaigns/gallery.html", called=called,
                           cards=[(each, each.usable(draft)) for each in templates()])

    @expose("/<code>/")
    def fill(self, code: str) -> Any:
        """What a template asks, and what it will say."""
        found, draft = _named(code), reading().draft
        if not found.usable(draft):
            abort(404)
        given = {name: request.args[name] for name in found.asks if name in request.args}
        return _asked(self, found, draft, {**defaults(found, draft), **given})

    @expose("/<code>/", methods=("POST",))
    def start(self, code: str) -> Any:
        """Make the campaign, and open it."""
        found, draft = _named(code), reading().draft
        answers = {name: request.form.get(name, "") for name in found.asks}
        try:
            made = editing.create(session(), editing.CAMPAIGNS, filled(found, answers, draft), current_person())
        except UnfitAnswer as unfit:
            return _asked(self, found, draft, {**defaults(found, draft), **answers}, unfit.name)
        flash(gettext("Your campaign is in the draft. Look it over, try it, then publish."), "success")
        return redirect(url_for("campaign.edit", code=made.code))

    @expose("/blank", methods=("POST",))
    def blank(self) -> Any:
        """An empty campaign, and open it."""
        taken = {each.code for each in editing.pieces(session(), editing.CAMPAIGNS)}
        code = editing.free_code(BLANK, taken) if BLANK in taken else BLANK
        data = {"code": code, "name": {"en": gettext("New campaign")}, "status": "paused"}
        try:
            editing.create(session(), editing.CAMPAIGNS, data, current_person())
        except CodeTaken:
            abort(409)
        return redirect(url_for("campaign.edit", code=code))


def _named(code: str) -> Template:
    try:
        return template(code)
    except KeyError:
        abort(404)


def _asked(page: GalleryPage, found: Template, draft: Programme, answers: Mapping[str, str], wrong: str = "") -> Any:
    said = "" if wrong else _said(found, draft, answers)
    return page.render("console/campaigns/fill.html", chosen=found, answers=answers, wrong=wrong, said=said,
                       called=called, options={name: _options(ask["kind"], draft) for name, ask in found.asks.items()})


def _said(found: Template, draft: Programme, answers: Mapping[str, str]) -> str:
    """The campaign in plain words with these answers, "" while one does not fit."""
    try:
        campaign: Campaign = read_piece(editing.CAMPAIGNS, filled(found, answers, draft))[0]
    except UnfitAnswer:
        return ""
    return of_campaign(campaign, replace(draft, campaigns=(*draft.campaigns, campaign)), current_locale())


def _options(kind: str, draft: Programme) -> list[tuple[str, Any]]:
    """What a question can be answered with, as code and name."""
    if kind == "weekday":
        return list(WEEKDAYS.items())
    names = {each.code: called(getattr(each, "name", {}), each.code)
             for each in (getattr(draft, LISTED[kind]) if kind in LISTED else ())}
    return [(code, names[code]) for code in choices(kind, draft)]

"""Worked examples of one campaign: what is given, what must come of it. They run at once, and before each publish."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from admin.access import May
from admin.base import ConsolePage, current_person
from admin.campaigns.desk import piece_named, reading, session
from admin.campaigns.editor import about, named
from admin.campaigns.trying import basket_of
from admin.sections import CAMPAIGNS
from rules.errors import InvalidProgramme, PointsError
from rules.phrases import sentence_of
from server.services.programme.editing import StaleSave
from server.services.trials import campaign_examples as kept
from server.services.trials.campaign_examples import UnreadableExamples
from server.services.trials.trying_on import as_if_running, compiled_draft, earlier_of, try_basket, try_event
from server.web.locales import current_locale
from server.web.running import running


class ExamplesPage(ConsolePage):
    """Examples about one campaign."""

    routes = {"index": May.SEE_PROGRAMME, "listed": May.SEE_PROGRAMME, "save": May.EDIT_PROGRAMME,
              "keep": May.EDIT_PROGRAMME}
    label = _("Examples")
    section = CAMPAIGNS
    at = "examples"
    hidden = True

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a code."""
        abort(404)

    @expose("/<code>/")
    def listed(self, code: str) -> Any:
        """Every example about it, just run."""
        return self._shown(code)

    @expose("/<code>/", methods=("POST",))
    def save(self, code: str) -> Any:
        """Put one example in its place, take it out, or add one: as a small form or as text."""
        piece_named(code)
        given = request.form
        try:
            made = [] if given.get("deed") == "remove" else kept.read_text(given.get("text", "")) if "text" in given \
                else [_from_form(given, code)]
        except UnreadableExamples as unreadable:
            return self._shown(code, given, [sentence_of(each, current_locale()) for each in unreadable.findings])
        return self._kept(code, made, [int(given["place"])] if given.get("place", "").isdecimal() else [])

    @expose("/<code>/keep", methods=("POST",))
    def keep(self, code: str) -> Any:
        """Keep what was just tried as an example: the same basket must go on giving the same."""
        piece_named(code)
        given, draft = request.form, reading().draft
        engine = running().engine
        try:
            compiled = compiled_draft(as_if_running(draft, code) if given.get("as_if") else draft)
            tried = try_event(engine, compiled, given["event"]) if given.get("event") else try_basket(
                engine, compiled, basket_of(given, draft))
        except (PointsError, ValueError):
            flash(gettext("This could not be tried any more. Try it again first."), "error")
            return redirect(url_for("try.basket", code=code))
        name = gettext("%(partner)s, %(amount)s", partner=tried.facts.partner.code, amount=tried.facts.event.amount)
        return self._kept(code, [kept.from_tried(tried, code, name, earlier_of(engine, tried.facts))], [])

    def _kept(self, code: str, made: list[dict[str, Any]], places: list[int]) -> Any:
        version = request.form.get("row_version", kept.version(session()), int)
        try:
            kept.keep(session(), made, places, version, current_person())
        except StaleSave as stale:
            flash(gettext("%(person)s changed the examples in the meantime. Look at them and do it again.",
                          person=stale.theirs.updated_by or gettext("Somebody")), "error")
            return self._shown(code, request.form)
        flash(gettext("The example was taken out.") if not made else gettext("The example is kept."), "success")
        return redirect(url_for("examples.listed", code=code))

    def _shown(self, code: str, given: Any = None, faults: list[str] | None = None) -> str:
        draft = reading().draft
        try:
            listed, broken = kept.about(draft, code, current_locale()), []
        except InvalidProgramme as invalid:
            listed, broken = [], [sentence_of(each, current_locale()) for each in invalid.findings]
        return self.render(
            "console/campaigns/examples.html", **about(code), listed=listed, broken=broken, faults=faults or (),
            given=given or {}, row_version=kept.version(session()), partners=named(draft.partners),
            tiers=named(draft.tiers), draft=draft)


def _from_form(given: Any, code: str) -> dict[str, Any]:
    """The one-step example that the small form describes."""
    amount, category = given.get("amount", "").strip(), given.get("category", "").strip()
    step = {"at": given.get("at", "").replace("T", " "), "partner": given.get("partner", ""),
            "buys": {category: amount} if category else amount, "expect": _expected(given, code)}
    tier = {"tier": given["tier"]} if given.get("tier") else {}
    return {"name": f"{code}: {given.get('name', '').strip() or gettext('example')}",
            "given": {"members": {kept.SOMEBODY: tier}}, "steps": [step]}


def _expected(given: Any, code: str) -> dict[str, Any]:
    """The bonus, which must be among the points in all; or that the campaign does not pay."""
    bonus, base = given.get("bonus", "").strip(), given.get("base", "").strip()
    if not bonus or bonus == "0":
        return {"refusals": {code: given.get("why") or "condition_false"}}
    return {"awards": {**({given.get("rate", ""): base} if base else {}), code: bonus}}

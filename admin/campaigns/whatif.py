"""What if: the draft over the last days of stored decisions, beside what was really paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from admin.access import May
from admin.base import ConsolePage, current_person, may
from admin.campaigns.desk import piece_named, reading, session
from admin.campaigns.editor import about
from admin.sections import CAMPAIGNS
from rules.errors import InvalidProgramme
from rules.phrases import sentence_of
from rules.sentence import Speaker
from server.clock import now
from server.models import Identity, WhatIf
from server.services.trials import whatif_runs
from server.services.trials.trying_on import as_if_running
from server.services.trials.whatif_runs import DAYS, result_of, runs_of, state_of
from server.web.formats import day as said_day
from server.web.locales import current_locale
from server.web.running import running


class WhatIfPage(ConsolePage):
    """One draft over the past."""

    routes = {"index": May.SEE_PROGRAMME, "asked": May.SEE_PROGRAMME, "run": May.TRY, "progress": May.SEE_PROGRAMME}
    label = _("What if")
    section = CAMPAIGNS
    at = "whatif"
    hidden = True

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a code."""
        abort(404)

    @expose("/<code>/")
    def asked(self, code: str) -> Any:
        """The form, and the newest run, or the one that ``run`` names."""
        head, runs = about(code), runs_of(session(), code)
        chosen = next((each for each in runs if each.id == request.args.get("run", each.id)), None)
        state = state_of(chosen, now()) if chosen else ""
        return self.render("console/campaigns/whatif.html", **head, runs=runs, chosen=chosen, run_state=state,
                           days=DAYS, money_code=reading().draft.money,
                           found=self._found(chosen) if chosen and state == "done" else None)

    @expose("/<code>/", methods=("POST",))
    def run(self, code: str) -> Any:
        """Start one."""
        piece_named(code)
        days, draft = request.form.get("days", 0, int), reading().draft
        if days not in DAYS:
            abort(400)
        programme = as_if_running(draft, code) if request.form.get("as_if") else draft
        try:
            made = whatif_runs.ask(session(), programme, code, days, current_person())
        except InvalidProgramme as invalid:
            flash(gettext("First mend the draft: %(fault)s",
                          fault=sentence_of(invalid.findings[0], current_locale())), "error")
            return redirect(url_for("whatif.asked", code=code))
        services = running()
        whatif_runs.start(services.engine, services.versions, made.id)
        return redirect(url_for("whatif.asked", code=code, run=made.id))

    @expose("/<code>/progress/<run>")
    def progress(self, code: str, run: str) -> Any:
        """How far a run is, for the page that waits for it."""
        found = session().get(WhatIf, run)
        if found is None or found.campaign != code:
            abort(404)
        return jsonify(done=found.done, total=found.total, state=state_of(found, now()))

    def _found(self, run: WhatIf) -> dict[str, Any]:
        """The result with names, days and money as this reader writes them."""
        found, speaker = dict(result_of(run)), Speaker.of(reading().draft, current_locale())
        for each in found["campaigns"]:
            kind, _, code = each["rule"].partition(":")
            each["name"] = speaker.name("campaigns", code) if kind == "campaign" else code
            each["more"] = each["draft"] - each["really"]
        found["campaigns"].sort(key=lambda each: (each["rule"] != f"campaign:{run.campaign}", -abs(each["more"])))
        for side in (found["really"], found["draft"]):
            side["cost"] = Decimal(side["cost"])
        for name in ("runs_out", "ran_out"):
            found["budget"][name] = said_day(_date(found["budget"][name])) if found["budget"][name] else ""
        found["chart"] = [[said_day(_date(at), "short"), really, draft] for at, really, draft in found["days"]]
        if not may(May.SEE_MEMBERS):
            found["members"] |= {"most": [], "least": []}
        _number(found["members"]["most"] + found["members"]["least"])
        return found


def _number(members: list[dict[str, Any]]) -> None:
    """Give each member a number that people know; a member has one at each partner."""
    ids = [each["member"] for each in members]
    rows = session().execute(select(Identity.member_id, func.min(Identity.number)).where(
        Identity.member_id.in_(ids)).group_by(Identity.member_id))
    numbers = dict(rows.all())
    for each in members:
        each["number"] = numbers.get(each["member"], "")


def _date(text: str) -> date:
    return date.fromisoformat(text)

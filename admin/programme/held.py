"""Events that wait for a person: let in, or refused for good; the partner is told either way."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from admin.access import May
from admin.base import ConsolePage, current_person, current_scope, request_id
from admin.programme.refusals import sentence
from admin.sections import RECORDS
from rules.errors import PointsError
from server.db import db
from server.problems import Problem
from server.services.partners import held
from server.services.partners.held import Held, UnknownHeld
from server.services.staff.auditing import record
from server.web.running import running

SHOWN = 100
WHY = {
    "late": lazy_gettext("It came too late."), "future": lazy_gettext("It lies in the future."),
    "member_unknown": lazy_gettext("Nobody knows the member's number."),
    "failed": lazy_gettext("It could not be decided."),
    "purchase_missing": lazy_gettext("Its purchase has not come."),
}


class HeldPage(ConsolePage):
    """What waits, oldest first; a partner operator sees the partner's own."""

    routes = {"index": May.SEE_EVENTS, "accept": May.SETTLE_EVENTS, "refuse": May.SETTLE_EVENTS}
    label, at, icon = lazy_gettext("Held events"), "held", "clock"
    section = RECORDS

    @expose("/")
    def index(self) -> Any:
        """The list."""
        parked = request.args.get("state") == "parked"
        rows = held.listed(db.session(), statuses=(held.PARKED if parked else held.HELD,), partner=current_scope(),
                           limit=SHOWN)
        return self.render("console/programme/held.html", page=self, rows=rows, why=WHY, parked=parked,
                           counted=held.counted(db.session(), current_scope()))

    @expose("/<partner>/<path:reference>/accept", methods=("POST",))
    def accept(self, partner: str, reference: str) -> Any:
        """Rate it as if it had come in time."""
        return self.settled(partner, reference, "event.accepted", gettext("Let in; it counts from now on."))

    @expose("/<partner>/<path:reference>/refuse", methods=("POST",))
    def refuse(self, partner: str, reference: str) -> Any:
        """Refuse it for good."""
        return self.settled(partner, reference, "event.refused", gettext("Refused; the partner is told why."))

    def settled(self, partner: str, reference: str, action: str, told: str) -> Response:
        """Settle one event with a reason, and write it into the audit."""
        person, why, services = current_person(), request.form.get("why", "").strip(), running()
        event = found(partner, reference)
        db.session.rollback()
        if not why:
            flash(gettext("Say why."), "error")
            return redirect(url_for(".index"))
        try:
            if action == "event.accepted":
                held.accept(services.taking, event, person, why)
            else:
                held.refuse(services.engine, event, person, why)
        except (PointsError, Problem) as error:
            said = sentence(error) if isinstance(error, PointsError) else str(error)
            flash(gettext("It waits as before: %(why)s", why=said), "error")
            return redirect(url_for(".index"))
        record(db.session, person, action, f"event:{partner}/{reference}", None, None, why, request_id())
        db.session.commit()
        flash(told, "success")
        return redirect(url_for(".index"))


def found(partner: str, reference: str) -> Held:
    """One event that waits and is in scope; 404 for any other."""
    if current_scope() not in ("", partner):
        abort(404)
    try:
        return held.waiting(db.session(), partner, reference)
    except UnknownHeld:
        abort(404)


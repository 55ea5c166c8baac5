"""One form for points that a person adds or takes, and what waits for a second person."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from admin.access import May
from admin.base import ConsolePage, current_person, step_up
from admin.programme.drafted import live
from admin.programme.refusals import sentence, tell
from admin.sections import MEMBERS
from rules.errors import PointsError
from server.db import db
from server.ids import ID_LENGTH, new_id
from server.services.points import confirming
from server.services.points.confirming import Wish
from server.web.running import running

POINTS = r"[+-]?[0-9]{1,12}"


class AdjustmentsPage(ConsolePage):
    """Above the programme's limit for one person, a second one confirms."""

    routes = {"index": May.ADJUST, "adjust": May.ADJUST, "confirm": May.ADJUST, "refuse": May.ADJUST}
    label, at, icon = lazy_gettext("Adjustments"), "adjustments", "pencil"
    section = MEMBERS

    @expose("/")
    @step_up
    def index(self) -> Any:
        """The form, and what waits."""
        return self.shown({"number": request.args.get("number", ""), "reference": new_id()})

    @expose("/new", methods=("POST",))
    @step_up
    def adjust(self) -> Any:
        """Adjust at once, or ask a second person."""
        sent, person = request.form.to_dict(), current_person()
        wrong = faults(sent)
        if wrong:
            return self.shown(sent, wrong)
        try:
            asked = confirming.adjust_or_ask(db.session, running().desk, wish_of(sent), person)
        except PointsError as error:
            db.session.rollback()
            return self.shown(sent, {"": sentence(error)})
        if asked is not None:
            flash(gettext("So many points need a second person: it waits below."), "warning")
        else:
            flash(gettext("Done. It stands in the member's history with your name and reason."), "success")
        return redirect(url_for(".index"))

    @expose("/<request_id>/confirm", methods=("POST",))
    @step_up
    def confirm(self, request_id: str) -> Any:
        """Answer for it as the second person."""
        return self.decided(lambda person: confirming.confirm(db.session, running().desk, request_id, person),
                            gettext("Confirmed; the points have moved."))

    @expose("/<request_id>/refuse", methods=("POST",))
    def refuse(self, request_id: str) -> Any:
        """Leave the points as they are."""
        why = request.form.get("why", "")
        return self.decided(lambda person: confirming.refuse(db.session, request_id, person, why),
                            gettext("Refused; nothing has moved."))

    def decided(self, step: Any, told: str) -> Response:
        """Take one step; a refusal is told in words."""
        try:
            step(current_person())
        except PointsError as error:
            db.session.rollback()
            tell(error)
        else:
            flash(told, "success")
        return redirect(url_for(".index"))

    def shown(self, sent: dict[str, str], wrong: dict[str, str] | None = None) -> str:
        """The page with the form as it was sent."""
        programme = live()
        page: str = self.render(
            "console/programme/adjustments.html", page=self, sent=sent, wrong=wrong or {},
            currencies=getattr(programme, "currencies", ()), partners=getattr(programme, "partners", ()),
            limit=programme.policies.adjustment_limit if programme else "",
            waiting=confirming.requests(db.session), settled=[
                *confirming.requests(db.session, confirming.CONFIRMED, 10),
                *confirming.requests(db.session, confirming.REFUSED, 10)])
        return page


def faults(sent: dict[str, str]) -> dict[str, str]:
    """What is wrong with the form, by field."""
    wrong = {name: gettext("This is needed.") for name in ("number", "currency", "points", "reason")
             if not sent.get(name, "").strip()}
    points = _points(sent)
    if "points" not in wrong and (not re.fullmatch(POINTS, points, re.ASCII) or int(points) == 0):
        wrong["points"] = gettext("Give a whole number of points, with a minus to take them.")
    if sent.get("expires_on") and not _is_day(sent["expires_on"]):
        wrong["expires_on"] = gettext("This is no day.")
    return wrong


def wish_of(sent: dict[str, str]) -> Wish:
    """What the form asks for; only forms without faults."""
    given = {name: sent.get(name, "").strip() for name in ("number", "currency", "reason", "partner", "issuer")}
    reference = sent.get("reference", "")
    return Wish(reference if len(reference) == ID_LENGTH else new_id(), points=int(_points(sent)),
                expires_on=date.fromisoformat(sent["expires_on"]) if sent.get("expires_on") else None, **given)


def _points(sent: dict[str, str]) -> str:
    """As it was typed, with a true minus for every sign that looks like one."""
    return re.sub(r"[\s,，]", "", sent.get("points", "")).replace("\N{MINUS SIGN}", "-").replace("－", "-")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""All parts of the programme that are numbers, at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import redirect, url_for
from flask_admin import expose
from flask_babel import lazy_gettext

from admin.access import May
from admin.base import ConsolePage, current_person
from admin.programme.drafted import drafted, live
from admin.programme.pieces import ListedPage, PiecePage
from admin.sections import PROGRAMME
from server.db import db
from server.services.programme.draft import store
from server.services.staff.auditing import record


class HubPage(ConsolePage):
    """One card for each part: what it is for, how many there are, what is wrong and what differs from live."""

    routes = {"index": May.SEE_PROGRAMME, "start": May.EDIT_PROGRAMME}
    label, at, icon = lazy_gettext("Rates and rules"), "programme", "layers"
    section = PROGRAMME
    about = lazy_gettext("Everything of the programme that is a number or a rule, besides campaigns. What you change "
                         "here is a draft until it is published.")

    @expose("/")
    def index(self) -> Any:
        """The cards."""
        return self.render("console/programme/hub.html", page=self, parts=list(self.parts()),
                           has_draft=bool(drafted(db.session).draft.code), can_start=live() is not None)

    def parts(self) -> Iterator[dict[str, Any]]:
        """What each card says."""
        state, now_live = drafted(db.session), live()
        for page in (each for each in self.admin._views if isinstance(each, PiecePage) and each.is_accessible()):
            kind = page.described.kind
            listed = isinstance(page, ListedPage)
            now, then = (getattr(each, kind, ()) if listed else () for each in (state.draft, now_live))
            yield {"page": page, "address": url_for(f"{page.endpoint}.index"), "count": len(now) if listed else None,
                   "changed": listed and tuple(now) != tuple(then),
                   "errors": sum(each.finding.severity == "error" for each in state.findings if each.kind == kind)
                   if listed else 0}

    @expose("/start", methods=("POST",))
    def start(self) -> Any:
        """Begin a draft from what is live, where there is none."""
        programme = live()
        if programme is not None and not drafted(db.session).draft.code:
            count = store(db.session, programme, current_person())
            record(db.session, current_person(), "draft.started", "draft", None, {"pieces": count})
            db.session.commit()
        return redirect(url_for(".index"))

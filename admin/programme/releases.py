"""Any two versions beside each other, and one step back to an earlier one."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from admin.access import May
from admin.base import ConsolePage, current_person, step_up
from admin.programme.drafted import drafted
from admin.programme.refusals import tell
from admin.programme.telling import told_changes
from admin.sections import PROGRAMME
from rules.errors import PointsError
from rules.programme import Programme
from server.clock import now
from server.db import db
from server.models import Publication
from server.services.programme import review
from server.services.programme.comparing import compare
from server.services.programme.publishing import UnknownVersion, live_programme, needs_second, programme_of
from server.web.locales import current_locale
from server.web.running import running

DRAFT = "draft"
SHOWN = 100


class ReleasesPage(ConsolePage):
    """What was published when; choose two to compare, or one to come back."""

    routes = {"index": May.SEE_PROGRAMME, "compare": May.SEE_PROGRAMME, "confirm": May.SUBMIT, "roll_back": May.SUBMIT}
    label, at, icon = lazy_gettext("Compare and roll back"), "releases", "version"
    section = PROGRAMME

    @expose("/")
    def index(self) -> Any:
        """Publications, newest first; the one in force is marked."""
        rows = published()
        begun = [each for each in rows if each.effective_at <= now()]
        in_force = max(begun, key=lambda each: (each.effective_at, each.number), default=None)
        return self.render("console/programme/releases.html", page=self, rows=rows, in_force=in_force, now=now(),
                           draft=DRAFT)

    @expose("/compare")
    def compare(self) -> Any:
        """What differs from one version to another; either may be the draft."""
        names = [request.args.get(side, "") for side in ("before", "after")]
        sides = [named(name) for name in names]
        return self.render("console/programme/compared.html", page=self, names=names, rows=published(), draft=DRAFT,
                           changes=told_changes(compare(sides[0], sides[1], current_locale())))

    @expose("/<int:number>/back")
    @step_up
    def confirm(self, number: int) -> Any:
        """What coming back would change, and a reason to give."""
        wanted = publication(number)
        before, after = live_programme(db.session), programme_of(db.session, wanted.version)
        return self.render("console/programme/rollback.html", page=self, wanted=wanted,
                           second=needs_second(db.session, after),
                           changes=told_changes(compare(before, after, current_locale())))

    @expose("/<int:number>/back", methods=("POST",))
    @step_up
    def roll_back(self, number: int) -> Any:
        """Bring it back: at once, or as a submission where a second person is asked for."""
        wanted = publication(number)
        try:
            asked = review.roll_back(db.session, wanted.version, current_person(), request.form.get("note", ""))
        except PointsError as error:
            db.session.rollback()
            tell(error)
            return redirect(url_for(".confirm", number=number))
        running().versions.refresh()
        if asked.status == review.PUBLISHED:
            flash(gettext("Version %(version)s is live again.", version=wanted.version[:12]), "success")
            return redirect(url_for(".index"))
        flash(gettext("A second person must approve going back to %(version)s.", version=asked.version[:12]), "warning")
        return redirect(url_for("review.index"))


def published() -> list[Publication]:
    """Newest first."""
    return list(db.session.scalars(select(Publication).order_by(Publication.number.desc()).limit(SHOWN)))


def publication(number: int) -> Publication:
    """One of them, or 404."""
    return db.session.get(Publication, number) or abort(404)


def named(name: str) -> Programme:
    """The draft, or a version by its hash; 404 for none."""
    if name == DRAFT:
        return drafted(db.session).draft
    try:
        return programme_of(db.session, name) if name else abort(404)
    except UnknownVersion:
        abort(404)



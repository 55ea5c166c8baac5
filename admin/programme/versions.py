"""Everything that was published: read one, compare two, come back to an earlier one, call off one that is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from admin.access import May
from admin.base import ConsolePage, current_person, request_id, step_up
from admin.paging import PAGE, Page, after, page_of
from admin.programme.drafted import drafted
from admin.programme.refusals import tell
from admin.programme.telling import told_changes
from admin.sections import PROGRAMME
from rules.errors import PointsError
from rules.programme import Programme
from server.clock import now
from server.db import db
from server.models import CalledOff, Publication, stands
from server.programme_file import write as write_text
from server.services.programme import review
from server.services.programme.calling_off import call_off
from server.services.programme.comparing import compare
from server.services.programme.publishing import (
    UnknownVersion,
    difference,
    live_programme,
    needs_second,
    programme_of,
)
from server.web.locales import current_locale
from server.web.running import running

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Row:
    """One publication of the list; ``off`` says who called it off, None where nobody did."""

    publication: Publication
    off: CalledOff | None
    in_force: bool
    planned: bool


class VersionsPage(ConsolePage):
    """What was published when; choose two to compare, one to come back to, or a planned one to call off."""

    routes = {"index": May.SEE_PROGRAMME, "version": May.SEE_PROGRAMME, "compare": May.SEE_PROGRAMME,
              "confirm": May.SUBMIT, "roll_back": May.SUBMIT, "planned": May.SUBMIT, "call_off": May.SUBMIT}
    label, at, icon = lazy_gettext("Versions"), "versions", "version"
    section = PROGRAMME

    @expose("/")
    def index(self) -> Any:
        """Publications, newest first; the one in force is marked."""
        page = published()
        return self.render("console/programme/versions.html", page=self, rows=listed(page.rows), pages=page,
                           draft=DRAFT)

    @expose("/<hash_>")
    def version(self, hash_: str) -> Any:
        """The file of a version, and what it changed."""
        try:
            programme = programme_of(db.session, hash_)
        except UnknownVersion:
            abort(404)
        rows = db.session.scalars(select(Publication).where(Publication.version == hash_).order_by(
            Publication.number)).all()
        return self.render("console/programme/version.html", hash_=hash_, published=rows, text=write_text(programme),
                           changes=changed_lines(hash_, rows, programme))

    @expose("/compare")
    def compare(self) -> Any:
        """What differs from one version to another; either may be the draft."""
        names = [request.args.get(side, "") for side in ("before", "after")]
        sides = [named(name) for name in names]
        return self.render("console/programme/compared.html", page=self, names=names, draft=DRAFT,
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

    @expose("/<int:number>/call-off")
    @step_up
    def planned(self, number: int) -> Any:
        """What will not come into force, and a reason to give."""
        return self.render("console/programme/calling_off.html", page=self, wanted=publication(number))

    @expose("/<int:number>/call-off", methods=("POST",))
    @step_up
    def call_off(self, number: int) -> Any:
        """Take it out of the calendar."""
        wanted = publication(number)
        try:
            call_off(db.session, number, current_person(), request.form.get("note", ""), request_id())
        except PointsError as error:
            db.session.rollback()
            tell(error)
            return redirect(url_for(".planned", number=wanted.number))
        running().versions.refresh()
        flash(gettext("Called off. What is live stays live."), "success")
        return redirect(url_for(".index"))


def published() -> Page:
    """A page of publications, each with what called it off, newest first."""
    query = select(Publication, CalledOff).outerjoin(CalledOff, CalledOff.number == Publication.number)
    if after().isdecimal():
        query = query.where(Publication.number < int(after()[:18]))
    rows = db.session.execute(query.order_by(Publication.number.desc()).limit(PAGE + 1)).all()
    return page_of(rows, lambda row: str(row[0].number))


def listed(rows: Sequence[Any]) -> list[Row]:
    """What the list says of each."""
    at = now()
    in_force = db.session.scalars(select(Publication.number).where(stands(), Publication.effective_at <= at).order_by(
        Publication.effective_at.desc(), Publication.number.desc()).limit(1)).first()
    return [Row(each, off, each.number == in_force, off is None and each.effective_at > at) for each, off in rows]


def changed_lines(hash_: str, rows: Sequence[Publication], programme: Programme) -> str:
    """Lines that differ from the version published before it; "" for the first."""
    before = db.session.scalars(select(Publication.version).where(
        Publication.number < rows[0].number, Publication.version != hash_).order_by(
        Publication.number.desc()).limit(1)).first() if rows else None
    return difference(programme_of(db.session, before), programme) if before else ""


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



"""Programme versions as they were published: who, when, and the text of each beside the one before."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask_admin import expose
from flask_babel import lazy_gettext
from sqlalchemy import select

from admin.access import May
from admin.base import ConsolePage
from admin.console import session
from admin.paging import PAGE, after, page_of
from admin.sections import RECORDS
from server.clock import now
from server.models import ProgrammeVersion, Publication
from server.programme_file import write as write_text
from server.services.programme.publishing import UnknownVersion, difference, programme_of


class VersionsPage(ConsolePage):
    """Publications, and one version."""

    label, section, at, icon = lazy_gettext("Versions"), RECORDS, "versions", "version"
    routes = {"index": May.SEE_PROGRAMME, "version": May.SEE_PROGRAMME}

    @expose("/")
    def index(self) -> Any:
        """The newest first; the one in force is marked."""
        query = select(Publication).order_by(Publication.number.desc()).limit(PAGE + 1)
        if after().isdecimal():
            query = query.where(Publication.number < int(after()[:18]))
        page = page_of(session().scalars(query).all(), lambda row: str(row.number))
        in_force = session().scalars(select(Publication).where(Publication.effective_at <= now()).order_by(
            Publication.effective_at.desc(), Publication.number.desc()).limit(1)).first()
        return self.render("console/versions.html", page=page, in_force=in_force, now=now())

    @expose("/<hash_>")
    def version(self, hash_: str) -> Any:
        """The file of a version, and what it changed."""
        if session().get(ProgrammeVersion, hash_) is None:
            abort(404)
        published = session().scalars(select(Publication).where(Publication.version == hash_).order_by(
            Publication.number)).all()
        try:
            programme = programme_of(session(), hash_)
            return self.render("console/version.html", hash_=hash_, published=published, text=write_text(programme),
                               changes=_changes(hash_, published, programme))
        except UnknownVersion:
            abort(404)


def _changes(hash_: str, published: Any, programme: Any) -> str:
    """Lines that differ from the version published before it; "" for the first."""
    if not published:
        return ""
    before = session().scalars(select(Publication.version).where(
        Publication.number < published[0].number, Publication.version != hash_).order_by(
        Publication.number.desc()).limit(1)).first()
    return difference(programme_of(session(), before), programme) if before else ""

"""The whole programme as one file: taken out, and brought in after a look at what it changes."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext, ngettext

from admin.access import May
from admin.base import ConsolePage, current_person, request_id
from admin.programme.drafted import drafted, live
from admin.programme.telling import told_changes
from admin.sections import PROGRAMME
from rules.canonical import content_hash
from rules.phrases import sentence_of
from rules.programme import Programme
from server.db import db
from server.programme_file import ProgrammeFile, parse
from server.programme_file import write as write_text
from server.services.programme.comparing import compare
from server.services.programme.draft import store
from server.services.programme.publishing import difference
from server.services.staff.auditing import record
from server.web.locales import current_locale

LARGEST = 2_000_000
"""Bytes of a file; the sample coalition has forty thousand."""


class FilesPage(ConsolePage):
    """Out as YAML, in through a look at the differences."""

    routes = {"index": May.SEE_PROGRAMME, "export": May.SEE_PROGRAMME, "look": May.EDIT_PROGRAMME,
              "bring_in": May.EDIT_PROGRAMME}
    label, at, icon = lazy_gettext("Programme file"), "files", "download"
    section = PROGRAMME

    @expose("/")
    def index(self) -> Any:
        """Both ways."""
        return self.render("console/programme/files.html", page=self)

    @expose("/<which>.yaml")
    def export(self, which: str) -> Response:
        """What is live, or the draft, as a file."""
        ways = {"live": live, "draft": lambda: drafted(db.session).reading.programme}
        programme = ways[which]() if which in ways else None
        if programme is None:
            abort(404)
        return Response(write_text(programme), content_type="application/yaml; charset=utf-8", headers={
            "Content-Disposition": f'attachment; filename="{programme.code}-{which}.yaml"',
            "Cache-Control": "no-store"})

    @expose("/look", methods=("POST",))
    def look(self) -> Any:
        """What a file would change in the draft; nothing is changed yet."""
        text = sent_text()
        read = parse(text.encode())
        if read.programme is None:
            return self.render("console/programme/files.html", page=self, findings=told_findings(read), text=text)
        before = drafted(db.session).draft
        changes = told_changes(compare(before if before.code else None, read.programme, current_locale()))
        return self.render("console/programme/files.html", page=self, text=text, changes=changes,
                           findings=told_findings(read), hash=content_hash(read.programme),
                           difference=lines_between(before, read.programme))

    @expose("/bring-in", methods=("POST",))
    def bring_in(self) -> Any:
        """Make the draft equal to the file that was looked at."""
        programme = parse(request.form.get("text", "").encode()).programme
        if programme is None or content_hash(programme) != request.form.get("hash"):
            abort(409)
        count = store(db.session(), programme, current_person())
        record(db.session(), current_person(), "draft.imported", "draft", None,
               {"version": content_hash(programme), "pieces": count}, request_id=request_id())
        db.session.commit()
        flash(ngettext("%(num)s piece of the draft changed.", "%(num)s pieces of the draft changed.", count), "success")
        return redirect(url_for("review.index"))


def sent_text() -> str:
    """The text of the file that was sent, or of the box; too large a one is refused."""
    file = request.files.get("file")
    data = file.read(LARGEST + 1) if file and file.filename else request.form.get("text", "").encode()
    if len(data) > LARGEST:
        abort(413)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        flash(gettext("The file is not text in UTF-8."), "error")
        return ""


def told_findings(read: ProgrammeFile) -> list[dict[str, Any]]:
    """Everything wrong or doubtful in the file, with its line."""
    return [{"line": each.span.line if each.span else "", "severity": each.severity,
             "sentence": sentence_of(each, current_locale())} for each in read.checked()]


def lines_between(before: Programme, after: Programme) -> str:
    """Lines of the two files that differ."""
    return difference(before, after) if before.code else ""

"""Lists and forms of the programme's pieces, all from their descriptions; what is saved is the draft alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext, ngettext

from admin.access import May
from admin.base import ConsolePage, current_person
from admin.programme.boxes import Box
from admin.programme.cells import cell
from admin.programme.described import NEW, Described
from admin.programme.drafted import Drafted, drafted, live
from admin.programme.fields import told
from admin.programme.reading import read_form, rearranged
from admin.sections import PROGRAMME
from rules.errors import Finding, PointsError
from rules.phrases import sentence_of
from rules.shape.words import CODE
from server.db import db
from server.services.programme import arranging, editing
from server.services.programme.arranging import StillUsed
from server.services.programme.editing import CodeTaken, Piece, StaleSave, UnknownPiece
from server.web.locales import current_locale


class PiecePage(ConsolePage):
    """What lists and single forms share."""

    section = PROGRAMME
    hidden = True
    described: ClassVar[Described]
    about: ClassVar[Any] = ""
    """One sentence below the title: what these are for."""

    def form(self, piece: Piece | None, data: Mapping[str, Any], **more: Any) -> Any:
        """The form, filled with data that may not be the piece's own."""
        state, code = drafted(db.session), piece.code if piece else NEW
        shown = self.described.filled(data, state, code, current_locale())
        others = self.described.unplaced(state, code, shown) if piece else ()
        return self.render("console/programme/piece.html", page=self, piece=piece, boxes=shown,
                           others=[sentence_of(each, current_locale()) for each in others], tabs=tabs(self),
                           action=self.address("save", piece), here=self.address("index", piece), **more)

    def address(self, name: str, piece: Piece | None) -> str:
        """Where the form is sent to, or opened at."""
        return url_for(f"{self.endpoint}.{name}")

    def sent(self) -> dict[str, Any]:
        """The plain data of the sent form."""
        return read_form(self.described.cls, request.form, self.described.only)

    def saved(self, piece: Piece, back: str) -> Any:
        """Save what was sent under the row it was opened with; whoever comes too late sees both texts."""
        sent = self.sent()
        changed = rearranged(sent, request.form)
        version = request.form.get("row_version", "")
        if changed is not None:
            return self.form(piece, changed, row_version=version, unsaved=True)
        try:
            editing.save(db.session, piece.kind, piece.code, self.described.merged(piece.data, sent),
                         int(version) if version.isdecimal() else -1, current_person())
        except StaleSave as error:
            return self.form(piece, sent, row_version=error.theirs.row_version, unsaved=True,
                             theirs=error.theirs, apart=self.apart(error.theirs, sent))
        tell_saved(self.described.findings(drafted(db.session), piece.code))
        return redirect(back)

    def apart(self, theirs: Piece, mine: Mapping[str, Any]) -> list[tuple[Any, str, str]]:
        """Label, their text and mine, of every field in which the two differ."""
        state = drafted(db.session)
        sides = [dict(_texts(self.described.filled(data, state, theirs.code, current_locale())))
                 for data in (self.described.data_of(theirs), mine)]
        paths = [*sides[1], *(path for path in sides[0] if path not in sides[1])]
        nothing = ("", "")
        pairs = [(sides[0].get(path, nothing), sides[1].get(path, nothing)) for path in paths]
        return [(old[0] or new[0], old[1], new[1]) for old, new in pairs if old[1] != new[1]]


class ListedPage(PiecePage):
    """A list of pieces with a form for each."""

    one: ClassVar[Any] = ""
    """The button that adds one."""
    routes = {"index": May.SEE_PROGRAMME, "edit": May.SEE_PROGRAMME, "save": May.EDIT_PROGRAMME,
              "new": May.EDIT_PROGRAMME, "create": May.EDIT_PROGRAMME, "move": May.EDIT_PROGRAMME,
              "remove": May.EDIT_PROGRAMME, "copy": May.EDIT_PROGRAMME}

    @expose("/")
    def index(self) -> Any:
        """The list."""
        state = drafted(db.session)
        heads = [str(told(self.described.cls.__name__, name).label) for name in self.described.columns]
        return self.render("console/programme/pieces.html", page=self, heads=heads, rows=list(self.rows(state)),
                           tabs=tabs(self))

    def address(self, name: str, piece: Piece | None) -> str:
        """Each piece has an address of its own, which its form is sent to as well."""
        return url_for(f"{self.endpoint}.edit", code=piece.code) if piece else url_for(f"{self.endpoint}.new")

    def rows(self, state: Drafted) -> Iterator[dict[str, Any]]:
        """What the list says of each piece."""
        now_live = {each.code: each for each in getattr(live(), self.described.kind, ())}
        for item in getattr(state.draft, self.described.kind):
            found = state.of_piece(self.described.kind, item.code)
            yield {"code": item.code, "name": getattr(item, "name", {}).get(current_locale(), "") or item.code,
                   "cells": [cell(item, each, state.draft) for each in self.described.columns],
                   "errors": sum(each.finding.severity == "error" for each in found),
                   "is_new": item.code not in now_live,
                   "changed": item.code in now_live and now_live[item.code] != item}

    @expose("/new/")
    def new(self) -> Any:
        """An empty form."""
        return self.form(None, {})

    @expose("/new/", methods=("POST",))
    def create(self) -> Any:
        """Add a piece; its code must be one, and free."""
        sent = self.sent()
        changed = rearranged(sent, request.form)
        if changed is not None:
            return self.form(None, changed, unsaved=True)
        code = str(sent.get("code", ""))
        if not re.fullmatch(CODE, code, re.ASCII):
            return self.form(None, sent, unsaved=True, wrong_code=gettext(
                "A code has letters, digits, _ and - only, and begins with a letter or digit."))
        try:
            editing.create(db.session, self.described.kind, self.described.merged({}, sent), current_person())
        except CodeTaken:
            db.session.rollback()
            return self.form(None, sent, unsaved=True, wrong_code=gettext("This code is taken."))
        tell_saved(self.described.findings(drafted(db.session), code))
        return redirect(url_for(f"{self.endpoint}.edit", code=code))

    @expose("/<code>/")
    def edit(self, code: str) -> Any:
        """The form of one piece."""
        piece = self.piece(code)
        return self.form(piece, self.described.data_of(piece), row_version=piece.row_version)

    @expose("/<code>/", methods=("POST",))
    def save(self, code: str) -> Any:
        """Save it."""
        return self.saved(self.piece(code), url_for(f"{self.endpoint}.edit", code=code))

    @expose("/<code>/move", methods=("POST",))
    def move(self, code: str) -> Any:
        """Change places with the neighbour."""
        if not self.described.ordered:
            abort(404)
        self.piece(code)
        arranging.move(db.session, self.described.kind, code, current_person(), up=request.form.get("to") == "up")
        return redirect(url_for(f"{self.endpoint}.index"))

    @expose("/<code>/copy", methods=("POST",))
    def copy(self, code: str) -> Any:
        """A copy under a code of its own, opened."""
        made = editing.duplicate(db.session, self.described.kind, self.piece(code).code, current_person())
        return redirect(url_for(f"{self.endpoint}.edit", code=made.code))

    @expose("/<code>/remove", methods=("POST",))
    def remove(self, code: str) -> Any:
        """Take it out of the draft."""
        piece, version = self.piece(code), request.form.get("row_version", "")
        try:
            arranging.remove(db.session, piece.kind, code, int(version) if version.isdecimal() else -1,
                             current_person())
        except StillUsed:
            flash(gettext("%(code)s was published, and what was recorded names it; it stays.", code=code), "error")
            return redirect(url_for(f"{self.endpoint}.edit", code=code))
        except StaleSave as error:
            person = error.theirs.updated_by
            flash(gettext("%(person)s changed it in the meantime; look again.", person=person), "error")
            return redirect(url_for(f"{self.endpoint}.edit", code=code))
        flash(gettext("%(code)s left the draft. What is live stays until you publish.", code=code), "success")
        return redirect(url_for(f"{self.endpoint}.index"))

    def piece(self, code: str) -> Piece:
        """The piece of an address; 404 for one that is not there."""
        try:
            return editing.piece(db.session, self.described.kind, code)
        except UnknownPiece:
            abort(404)


class SinglePage(PiecePage):
    """One form over part of the programme's own piece."""

    routes = {"index": May.SEE_PROGRAMME, "save": May.EDIT_PROGRAMME}

    @expose("/")
    def index(self) -> Any:
        """The form."""
        piece = self.piece()
        if piece is None:
            return self.render("console/programme/pieces.html", page=self, heads=(), rows=[], tabs=tabs(self))
        return self.form(piece, self.described.data_of(piece), row_version=piece.row_version)

    @expose("/save", methods=("POST",))
    def save(self) -> Any:
        """Save it."""
        piece = self.piece()
        return self.saved(piece, url_for(f"{self.endpoint}.index")) if piece else abort(404)

    def piece(self) -> Piece | None:
        """The programme's own piece; None while there is no draft."""
        try:
            return editing.piece(db.session, self.described.kind)
        except PointsError:
            return None


def tabs(page: ConsolePage) -> list[tuple[str, Any, bool]]:
    """The parts of the programme beside each other."""
    views = [each for each in page.admin._views if isinstance(each, PiecePage) and each.is_accessible()]
    return [(each.get_url(f"{each.endpoint}.index"), each.label, each is page) for each in views]


def tell_saved(findings: tuple[Finding, ...]) -> None:
    """Say that it is saved, and whether it can be published."""
    wrong = sum(finding.severity == "error" for finding in findings)
    if wrong:
        flash(ngettext("Saved in the draft, with %(num)s mistake: mend it before you publish.",
                       "Saved in the draft, with %(num)s mistakes: mend them before you publish.", wrong), "warning")
    else:
        flash(gettext("Saved in the draft. Nothing is live before it is published."), "success")


def _texts(shown: tuple[Box, ...], head: str = "") -> Iterator[tuple[str, tuple[str, str]]]:
    """Path → label and text of every box that holds one value."""
    for box in shown:
        label = f"{head} · {box.label}" if head else str(box.label)
        if box.children:
            yield from _texts(box.children, label)
        elif isinstance(box.value, Mapping):
            yield from ((f"{box.path}/{key}", (f"{label} · {key}", str(part))) for key, part in box.value.items())
        else:
            yield box.path, (label, _written(box.value))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)



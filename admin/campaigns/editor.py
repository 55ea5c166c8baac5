"""The editor of one campaign: fields for the usual, rule fields for the rest, and what it all says in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from admin.access import May
from admin.base import ConsolePage, current_person
from admin.campaigns import labels
from admin.campaigns.desk import called, names_of, piece_named, reading, sentence, session
from admin.campaigns.form import LISTS, data_of, day_and_clock, differences, field_of, shown, with_row, without_row
from admin.console import programme as in_force
from admin.sections import CAMPAIGNS
from rules.forms import PHRASES
from rules.phrases import sentence_of
from rules.programme import Programme
from rules.shape import Reading
from server.clock import now
from server.services.programme import editing
from server.services.programme.campaign_states import state_of
from server.services.programme.editing import Piece, Placed, StaleSave
from server.services.trials.rule_reading import form_of, read_rule
from server.web.locales import current_locale


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the editor shows: ``data`` in its long form, under the row it was read from; ``stale`` after a lost race."""

    piece: Piece
    data: Mapping[str, Any]
    stale: StaleSave | None = None


class EditorPage(ConsolePage):
    """One campaign at a time."""

    routes = {"index": May.SEE_PROGRAMME, "edit": May.SEE_PROGRAMME, "save": May.EDIT_PROGRAMME}
    label = _("Campaign")
    section = CAMPAIGNS
    at = "campaign"
    hidden = True
    tab = "edit"

    @expose("/")
    def index(self) -> Any:
        """There is nothing without a code."""
        abort(404)

    @expose("/<code>/")
    def edit(self, code: str) -> Any:
        """The form as the draft has it."""
        piece = piece_named(code)
        return self.shown(Sheet(piece, shown(piece.data)))

    @expose("/<code>/", methods=("POST",))
    def save(self, code: str) -> Any:
        """Keep it in the draft; add or take away a row; or tell that somebody else was faster."""
        piece = piece_named(code)
        data = data_of(request.form, piece.data)
        version = request.form.get("row_version", 0, int)
        if rows := _rows_changed(data, request.form):
            return self.shown(Sheet(replace(piece, row_version=version), rows))
        try:
            editing.save(session(), editing.CAMPAIGNS, code, data, version, current_person())
        except StaleSave as stale:
            return self.shown(Sheet(stale.theirs, shown(data), stale))
        flash(gettext("Saved in the draft."), "success")
        return redirect(url_for("campaign.edit", code=code))

    def shown(self, sheet: Sheet) -> str:
        """The page for a sheet."""
        draft = _with(reading(), sheet)
        return self.render("console/campaigns/edit.html", **_about(sheet.piece.code, draft), **_fields(sheet, draft))


def _rows_changed(data: Mapping[str, Any], form: MultiDict[str, str]) -> dict[str, Any] | None:
    """The data with a row more or less, when a button asked for that instead of saving."""
    add, remove = form.get("add_row", ""), form.get("remove_row", "")
    part, _, place = remove.rpartition("-")
    if add in LISTS:
        return with_row(shown(data), add)
    return without_row(shown(data), part, int(place)) if part in LISTS and place.isdecimal() else None


def _with(read: Reading, sheet: Sheet) -> Programme:
    """The draft with the campaign as the sheet has it, whether it is saved or not."""
    campaign = replace(sheet.piece, data=sheet.data).value
    return replace(read.draft, campaigns=tuple(
        campaign if each.code == sheet.piece.code else each for each in read.draft.campaigns))


def _about(code: str, draft: Programme) -> dict[str, Any]:
    """What stands above every page of one campaign."""
    campaign = next((each for each in draft.campaigns if each.code == code), None)
    if campaign is None:
        abort(404)
    live = in_force()
    held = next((each for each in live.campaigns if each.code == code), None) if live else None
    state = state_of(campaign, held, now(), (live or draft).zone)
    return {"campaign": campaign, "title": called(campaign.name, code), "state": labels.STATES[state],
            "changed": held is not None and held != campaign, "words": sentence(campaign, draft, names_of(draft))}


def about(code: str) -> dict[str, Any]:
    """The same for the other pages of a campaign, as it is saved; 404 when there is none."""
    piece_named(code)
    return _about(code, reading().draft)


def _fields(sheet: Sheet, draft: Programme) -> dict[str, Any]:
    found = [each for each in _findings(draft) if (each.kind, each.code) == (editing.CAMPAIGNS, sheet.piece.code)]
    counters = tuple(str(each.get("code", "")) for each in sheet.data.get("progress", ()) if each.get("code"))
    return {
        "data": sheet.data, "row_version": sheet.piece.row_version, "labels": labels, "draft": draft,
        "currencies": [("", gettext("Those of the purchase")), *named(draft.currencies)],
        "lanes": [("", gettext("Adds up with all others")), *((each.code, each.code) for each in draft.lanes)],
        "counters": counters, "called": called, "day_and_clock": day_and_clock, "form_of": form_of,
        "notes": [_note(each) for each in found], "noted": _by_field(found), "phrases": PHRASES,
        "read": lambda text, place: read_rule(str(text or ""), place, draft, current_locale(), counters),
        "stale": _compared(sheet.stale) if sheet.stale else None,
    }


def named(listed: Iterable[Any]) -> list[tuple[str, str]]:
    """Codes and names, for a choice."""
    return [(each.code, called(each.name, each.code)) for each in listed]


def _findings(draft: Programme) -> tuple[Placed, ...]:
    """Findings of the whole draft, those of its shape too."""
    read = reading()
    told = editing.draft_findings(session(), Reading(None, draft, read.findings, read.aliases))
    return tuple(each for each in told if each.finding.code != "not_narrowed")


def _note(placed: Placed) -> dict[str, str]:
    field = field_of(placed.path)
    return {"field": field, "label": labels.field_name(field) if field else "", "severity": placed.finding.severity,
            "sentence": sentence_of(placed.finding, current_locale())}


def _by_field(found: list[Placed]) -> dict[str, list[dict[str, str]]]:
    noted: dict[str, list[dict[str, str]]] = {}
    for each in found:
        noted.setdefault(field_of(each.path), []).append(_note(each))
    return noted


def _compared(stale: StaleSave) -> dict[str, Any]:
    rows = differences(stale.theirs.data, stale.mine)
    return {"by": stale.theirs.updated_by, "at": stale.theirs.updated_at,
            "rows": [(labels.field_name(name), theirs, mine) for name, theirs, mine in rows]}

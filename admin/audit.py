"""What people did: the chain of audit rows, each with before and after; it can be checked, and never changed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_admin import expose
from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup
from sqlalchemy import or_

from admin.access import May
from admin.base import ConsoleView
from admin.cells import code
from admin.console import session
from admin.sections import SETTINGS
from rules.canonical import from_json, json_text
from server.models import Audit
from server.services.staff.auditing import verify


class AuditView(ConsoleView):
    """The newest first."""

    model = Audit
    label, section, at, icon = lazy_gettext("Audit"), SETTINGS, "audit", "shield"
    about = lazy_gettext("Every change by a person, in a chain that shows when something was changed afterwards.")
    empty_text = lazy_gettext("What staff change from now on is written here.")
    see = May.SEE_AUDIT
    routes = {"check": May.SEE_AUDIT}
    can_export = True
    list_template, details_template = "console/audit.html", "console/audit_row.html"
    column_list = ("number", "recorded_at", "person", "action", "subject", "reason")
    column_details_list = ("number", "recorded_at", "person", "action", "subject", "reason", "request_id", "hash",
                           "previous")
    column_export_list = (*column_list, "before", "after", "request_id", "hash")
    column_labels = {
        "number": lazy_gettext("Number"), "recorded_at": lazy_gettext("When"), "person": lazy_gettext("Person"),
        "action": lazy_gettext("Action"), "subject": lazy_gettext("Subject"), "reason": lazy_gettext("Reason"),
        "request_id": lazy_gettext("Request"), "hash": lazy_gettext("Hash"), "previous": lazy_gettext("Hash before"),
        "before": lazy_gettext("Before"), "after": lazy_gettext("After")}
    column_default_sort = ("number", True)
    column_sortable_list = ()
    column_searchable_list = ("person",)
    column_formatters = {"number": lambda view, context, row, name: str(row.number),
                         "subject": lambda view, context, row, name: code(row.subject),
                         "action": lambda view, context, row, name: code(row.action)}
    column_formatters_detail = {**column_formatters, "hash": lambda view, context, row, name: code(row.hash),
                                "previous": lambda view, context, row, name: code(row.previous or "–")}
    column_formatters_export = {"recorded_at": lambda view, context, row, name: row.recorded_at.isoformat()}

    def search_placeholder(self) -> str:
        """What the search looks at."""
        return gettext("Person or subject, from its beginning")

    def _apply_search(self, query: Any, count_query: Any, joins: Any, count_joins: Any, search: str) -> Any:
        begins = or_(*(column.startswith(search, autoescape=True) for column in (Audit.person, Audit.subject)))
        return query.filter(begins), count_query, joins, count_joins

    def title_of(self, row: Any) -> Markup:
        """Its action and subject."""
        return Markup(" · ").join((code(row.action), code(row.subject)))

    def changes(self, row: Audit) -> list[tuple[str, str, str]]:
        """Field, before and after of everything that differs."""
        before, after = _plain(row.before), _plain(row.after)
        names = sorted({*before, *after})
        return [(name, before.get(name, ""), after.get(name, "")) for name in names
                if before.get(name) != after.get(name)]

    @expose("/check", methods=("POST",))
    def check(self) -> Any:
        """Compute the whole chain again."""
        found = [finding.sentence for finding in verify(session())]
        if found:
            flash(ngettext("The chain is broken at %(num)d place: %(first)s", "The chain is broken at %(num)d places; "
                           "first: %(first)s", len(found), first=found[0]), "error")
        else:
            flash(gettext("The chain is whole: every row is as it was written."), "success")
        return redirect(url_for("audit.index_view"))


def _plain(text: str) -> dict[str, str]:
    """Top-level fields as texts; one nameless field for what is no object."""
    if not text:
        return {}
    try:
        value = from_json(text)
    except ValueError:
        value = text
    return {name: each if isinstance(each, str) else json_text(each) for name, each in value.items()} \
        if isinstance(value, dict) else {"": text}

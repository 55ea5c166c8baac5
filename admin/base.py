"""What every page of the console stands on: its guard, the partner's scope, and the stops in Flask-Admin's traps.

``ConsolePage`` is a page of our own making, ``ConsoleView`` a list with details (and forms) over one table. Both are
declarations: what they may be opened with stands in ``routes``, and a route that is missing there is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import structlog
from flask import abort, flash, redirect, request, url_for
from flask_admin import BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from flask_admin.tools import iterdecode
from flask_babel import gettext
from sqlalchemy import ColumnElement, false, func, or_, true
from sqlalchemy.orm import Query
from werkzeug.wrappers import Response

from admin.access import May
from admin.cells import FORMATS
from admin.export import csv_file
from admin.people import current_person, current_scope, current_staff, may, request_id, step_up
from server.db import db
from server.ids import new_id
from server.services.staff.auditing import record
from server.web.forms import Form

__all__ = ["ConsolePage", "ConsoleView", "ScopedLoader", "current_person", "current_scope", "may", "request_id",
           "step_up"]

LOOKED_UP = 20
log = structlog.get_logger()


class Guarded:
    """Refuses whoever may not; asks the unknown to sign in, and the newly invited for a password of their own."""

    routes: ClassVar[Mapping[str, May]] = {}
    """View function → permission; what is not listed here is refused."""
    label: ClassVar[Any] = ""
    section: ClassVar[Any] = None
    at: ClassVar[str] = ""
    """Endpoint and address below ``/admin``."""
    icon: ClassVar[str] = "dot"
    hidden: ClassVar[bool] = False
    """Whether it is left out of the menu."""
    _default_view: str
    """The first page's view function; Flask-Admin finds it by its address "/"."""
    library_widgets: ClassVar[bool] = False
    """Whether its forms need Flask-Admin's own scripts (look-ups with select2)."""

    def permission(self, name: str) -> May:
        """What a view function asks for; ``NEVER`` when the table does not know it."""
        return self.routes.get(name, May.NEVER)

    def is_accessible(self) -> bool:
        """Whether the person may open the first page of this view."""
        return may(self.permission(self._default_view))

    def is_visible(self) -> bool:
        """Whether the menu shows it."""
        return not self.hidden

    def _stopped(self, name: str, **kwargs: Any) -> Response | None:
        """Where somebody is sent who may not go on; None for who may."""
        staff = current_staff()
        if staff is None:
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        if staff.must_change:
            return redirect(url_for("security.change_password"))
        allowed = may(self.permission(name)) and may(self.permission(self._default_view))
        return None if allowed else abort(403)

    _handle_view = _stopped

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Flask-Admin would call the view again on any TypeError, and hide it."""
        return fn(self, *args, **kwargs)


class ConsolePage(Guarded, BaseView):
    """A page of our own: ``@expose`` routes, each named in ``routes``, that render a template of ours."""

    def __init__(self) -> None:
        super().__init__(name=self.label, category=self.section, endpoint=self.at, url=self.at,
                         menu_icon_value=self.icon)


class ConsoleView(Guarded, ModelView):
    """Rows of one table. ``see`` opens list, details and look-ups; ``edit`` the forms; nothing is ever deleted.

    ``partner_column`` names the column that a partner operator's rows are chosen by; a view that has none is empty
    for them. Override ``scope`` for rows that belong to a partner in another way.
    """

    model: ClassVar[Any]
    see: ClassVar[May] = May.NEVER
    edit: ClassVar[May] = May.NEVER
    partner_column: ClassVar[str] = ""
    about: ClassVar[Any] = ""
    empty_text: ClassVar[Any] = ""
    create_label: ClassVar[Any] = ""
    number_columns: ClassVar[tuple[str, ...]] = ()
    """Columns of figures, which stand to the right."""

    can_create = can_edit = can_delete = False
    can_view_details = True
    column_display_actions = False
    simple_list_pager = True
    page_size = 50
    page_size_options = (20, 50, 100)
    can_set_page_size = True
    column_type_formatters = FORMATS
    column_type_formatters_detail = FORMATS
    column_searchable_list: tuple[str, ...] = ()
    column_editable_list = ()
    export_max_rows = 10_000
    export_types = ("csv",)
    form_base_class = Form
    list_template = "admin/model/list.html"
    details_template = "admin/model/details.html"
    edit_template = "admin/model/edit.html"
    create_template = "admin/model/create.html"

    def __init__(self) -> None:
        super().__init__(self.model, db, name=self.label, category=self.section, endpoint=self.at, url=self.at,
                         menu_icon_value=self.icon)

    def permission(self, name: str) -> May:
        """As ``routes`` says, else by what the library's route does; its delete, bulk and inline edits are never."""
        if name in self.routes:
            return self.routes[name]
        library = {"index_view": self.see, "details_view": self.see, "ajax_lookup": self.see,
                   "export": May.EXPORT if self.can_export else May.NEVER,
                   "create_view": self.edit if self.can_create else May.NEVER,
                   "edit_view": self.edit if self.can_edit else May.NEVER}
        return library.get(name, May.NEVER)

    def title_of(self, row: Any) -> str:
        """What the page of one row is headed by."""
        return self.get_pk_value(row) if isinstance(self.get_pk_value(row), str) else request.args.get("id", "")

    def scope(self) -> ColumnElement[bool]:
        """Which rows this person sees at all: list, count, one row, details, look-ups and export alike."""
        partner = current_scope()
        if not partner:
            return true()
        return getattr(self.model, self.partner_column) == partner if self.partner_column else false()

    def get_query(self) -> Query[Any]:
        """The rows in scope."""
        return db.session.query(self.model).filter(self.scope())

    def get_count_query(self) -> Query[Any]:
        """Their number."""
        return db.session.query(func.count()).select_from(self.model).filter(self.scope())

    def get_one(self, id: Any) -> Any:
        """One row by its key; None when there is none in scope."""
        values = iterdecode(id)
        columns = self.model.__table__.primary_key.columns
        if len(values) != len(columns):
            return None
        keys = (column == _typed(column, value) for column, value in zip(columns, values, strict=True))
        return self.get_query().filter(*keys).one_or_none()

    @expose("/details/")
    def details_view(self) -> Any:
        """One row; 404 for one that is not there or not this person's."""
        return self.render(self.details_template, model=self._asked_for(), details_columns=self._details_columns,
                           get_value=self.get_detail_value, return_url=url_for(f"{self.endpoint}.index_view"))

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """The library's form; 404 for a row that is not there or not this person's."""
        self._asked_for()
        return super().edit_view()

    @expose("/export/<export_type>/")
    @step_up
    def export(self, export_type: str) -> Any:
        """What the list shows, as a file for Excel; the export itself is written into the audit."""
        if not self.can_export or export_type not in self.export_types:
            abort(404)
        titles = [str(title) for _, title in self._export_columns]
        cells = [[self.get_export_value(row, name) for name, _ in self._export_columns]
                 for row in self._export_data()[1]]
        db.session.rollback()
        record(db.session, current_person(), f"{self.endpoint}.exported", self.endpoint, after={"rows": len(cells)},
               request_id=request_id())
        db.session.commit()
        return csv_file(self.endpoint, titles, cells)

    def failed(self, exc: Exception) -> bool:
        """A failure is logged under a number that the page shows; its own words may hold what nobody should see."""
        db.session.rollback()
        number = new_id()
        log.error("console_write_failed", number=number, view=self.endpoint, error=repr(exc))
        flash(gettext("This could not be saved. Nothing was changed; ask for help with number %(number)s.",
                      number=number), "error")
        return True

    handle_view_exception = failed

    def _asked_for(self) -> Any:
        """The row that the address names. Raises 404."""
        found = self.get_one(request.args.get("id", ""))
        return found if found is not None else abort(404)


def _typed(column: Any, value: str) -> Any:
    """A key's text as its column wants it; what cannot be one is a key of nothing."""
    if column.type.python_type is not int:
        return value
    return int(value) if value.isdecimal() else -1


class ScopedLoader(QueryAjaxModelLoader):
    """Look-ups for forms: the same scope as the list, a beginning instead of a substring, and never many at once."""

    def __init__(self, name: str, model: type, scope: Callable[[], ColumnElement[bool]], **options: Any) -> None:
        super().__init__(name, db, model, **options)
        self.scope = scope

    def get_query(self) -> Query[Any]:
        """The rows in scope."""
        return db.session.query(self.model).filter(self.scope())

    def get_one(self, pk: Any) -> Any:
        """One of them."""
        return self.get_query().filter(getattr(self.model, self.pk) == pk).one_or_none()

    def get_list(self, term: str, offset: int = 0, limit: int = LOOKED_UP) -> Any:
        """At most twenty whose fields begin with the term; the address cannot ask for more."""
        begins = or_(*(field.startswith(term or "", autoescape=True) for field in self._cached_fields))
        return self.get_query().filter(begins).limit(min(max(limit, 1), LOOKED_UP)).all()

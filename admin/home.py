"""The first page: what needs attention, and what happens today."""

from __future__ import annotations

from typing import Any

from flask_admin import AdminIndexView, expose
from flask_babel import lazy_gettext

from admin.access import May
from admin.base import Guarded


class HomePage(Guarded, AdminIndexView):
    """What needs attention, and what happens today."""

    routes = {"index": May.ENTER}
    icon = "home"

    def __init__(self) -> None:
        super().__init__(name=lazy_gettext("Home"), url="/admin", menu_icon_value=self.icon)

    @expose("/")
    def index(self) -> Any:
        """The page."""
        return self.render("console/home.html")

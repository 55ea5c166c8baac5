"""The server with the console mounted at ``/admin``; a public process can run without it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme

from admin.access import May
from admin.fields import described
from admin.menu import HOME, VIEWS
from admin.people import current_staff, may
from admin.sections import ORDER
from admin.signin import set_up_sign_in
from server.app import create_app as create_public_app
from server.app import settings_of
from server.db import db
from server.running import application as public_application
from server.settings import Settings
from server.web.pages import CONSOLE
from server.webhooks.edge import Edge

TRANSLATIONS = Path(__file__).parent / "translations"
CATALOGUES = tuple((TRANSLATIONS, domain) for domain in ("shell", "campaigns", "programme"))
ONLY_ASKED = frozenset({"rules.check", "rules.offers", "rules.write", "try.tried"})
"""Posts that write nothing: what they ask is too long for an address."""


def create_app(settings: Settings | None = None) -> Flask:
    """The public application with the console. Raises ``InvalidSetting``."""
    app = create_public_app(settings, CATALOGUES)
    app.config[CONSOLE] = "/admin/"
    app.before_request(_only_read)
    set_up_sign_in(app, TRANSLATIONS)
    app.jinja_env.globals.update(
        may=may, May=May, current_staff=current_staff, environment=settings_of(app).mode, described=described,
        search_address="/admin/search/")
    theme = Bootstrap4Theme(base_template="console/base.html")
    admin = Admin(app, name="Tandem", theme=theme, index_view=HOME(),
                  csp_nonce_generator=app.jinja_env.globals["csp_nonce"])
    for section in ORDER:
        admin.add_category(section)
    admin.add_views(*(view() for view in VIEWS))
    return app


def application() -> Edge:
    """The WSGI callable of a process that serves the console too."""
    return public_application(create_app())


def _only_read() -> None:
    """Opening a page of the console waits for no writer (SQLite), nor does what is posted only to be answered."""
    reads = request.method in ("GET", "HEAD") or request.endpoint in ONLY_ASKED
    if reads and request.path.startswith("/admin") and request.endpoint:
        db.session.connection(execution_options={"reading": True})

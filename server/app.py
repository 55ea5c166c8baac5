"""The public server as a Flask application; ``admin.create_app`` is this one with the console mounted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flask import Flask

import server.models  # noqa: F401 – completes the metadata
from server.api.pages import docs
from server.api.views import api
from server.assets import folder
from server.db import database_url, db, engine_options, prepared
from server.member.views import member
from server.settings import Settings, read_settings
from server.site import site
from server.web.formats import set_up_formats
from server.web.forms import csrf
from server.web.headers import set_up_headers
from server.web.locales import set_up_locales
from server.web.pages import pages

BLUEPRINTS = (pages, site, docs, api, member)


def create_app(settings: Settings | None = None, catalogues: Iterable[tuple[Path, str]] = ()) -> Flask:
    """A configured application; ``settings`` replaces those of the environment. Raises ``InvalidSetting``.

    ``catalogues`` are further texts to translate with, pairs of folder and domain.
    """
    settings = settings or read_settings()
    app = Flask("server", template_folder=str(folder("templates")), static_folder=str(folder("static")))
    app.config.update(
        SECRET_KEY=settings.secret_key, TESTING=settings.mode == "test",
        SQLALCHEMY_DATABASE_URI=database_url(settings), SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
    )
    app.extensions["tandem.settings"] = settings
    db.init_app(app)
    with app.app_context():
        prepared(db.engine)
    _set_up_pages(app, settings, catalogues)
    return app


def _set_up_pages(app: Flask, settings: Settings, catalogues: Iterable[tuple[Path, str]]) -> None:
    set_up_headers(app, settings)
    set_up_locales(app, catalogues)
    set_up_formats(app)
    csrf.init_app(app)
    csrf.exempt(api)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def settings_of(app: Flask) -> Settings:
    """The settings an application was made with."""
    settings: Settings = app.extensions["tandem.settings"]
    return settings

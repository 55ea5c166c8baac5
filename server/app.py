"""The public server as a Flask application; ``admin.create_app`` is this one with the console mounted."""

from __future__ import annotations

from flask import Flask

import server.models  # noqa: F401 – completes the metadata
from server.db import database_url, db, engine_options, prepared
from server.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """A configured application; ``settings`` replaces those of the environment. Raises ``InvalidSetting``."""
    settings = settings or read_settings()
    app = Flask("server", template_folder=None, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key, TESTING=settings.mode == "test",
        SQLALCHEMY_DATABASE_URI=database_url(settings), SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
    )
    app.extensions["tandem.settings"] = settings
    db.init_app(app)
    with app.app_context():
        prepared(db.engine)
    return app


def settings_of(app: Flask) -> Settings:
    """The settings an application was made with."""
    settings: Settings = app.extensions["tandem.settings"]
    return settings

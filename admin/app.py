"""The server with the console mounted at ``/admin``; a public process can run without it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from server.app import create_app as create_public_app
from server.running import application as public_application
from server.settings import Settings
from server.webhooks.edge import Edge

TRANSLATIONS = Path(__file__).parent / "translations"
CATALOGUES = tuple((TRANSLATIONS, domain) for domain in ("shell", "campaigns", "programme"))


def create_app(settings: Settings | None = None) -> Flask:
    """The public application with the console. Raises ``InvalidSetting``."""
    return create_public_app(settings, CATALOGUES)


def application() -> Edge:
    """The WSGI callable of a process that serves the console too."""
    return public_application(create_app())

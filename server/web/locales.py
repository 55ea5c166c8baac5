"""Which language a page speaks: the visitor's choice, else what the browser asks for, by script.

A browser says ``zh-TW`` or ``zh-HK`` where it means Traditional characters; matching by text alone would answer
English or Simplified.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from babel import Locale, UnknownLocaleError
from flask import Flask, has_request_context, request, session
from flask_babel import Babel

from rules.programme import LOCALES
from server.clock import now
from server.web.running import EXTENSION

NAMES = {"en": "English", "zh_Hans_CN": "简体中文", "zh_Hant_TW": "繁體中文"}
"""What each language calls itself."""
COOKIE = "locale"
TRADITIONAL = frozenset({"TW", "HK", "MO"})
CATALOGUES = (Path(__file__).parent.parent / "translations", "member")
"""Folder and domain of the public pages' texts."""


def set_up_locales(app: Flask, catalogues: Iterable[tuple[Path, str]] = ()) -> None:
    """Translate with the public pages' catalogue and ``catalogues``, pairs of folder and domain."""
    pairs = [CATALOGUES, *catalogues]
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=";".join(str(folder) for folder, _ in pairs),
        BABEL_DOMAIN=";".join(domain for _, domain in pairs))
    Babel(app, locale_selector=current_locale, timezone_selector=lambda: _zone(app))
    app.jinja_env.globals.update(current_locale=current_locale, locale_names=NAMES, language_tag=language_tag)


def current_locale() -> str:
    """One of ``LOCALES``: chosen in this session, chosen in this browser, asked for, or English."""
    if not has_request_context():
        return LOCALES[0]
    for chosen in (session.get(COOKIE), request.cookies.get(COOKIE)):
        if chosen in LOCALES:
            return str(chosen)
    asked = (_by_script(tag) for tag, _ in request.accept_languages)
    return next(filter(None, asked), LOCALES[0])


def language_tag(locale: str) -> str:
    """The tag for ``lang`` attributes: ``zh-Hant-TW``."""
    return locale.replace("_", "-")


def _by_script(tag: str) -> str | None:
    """The locale that is written like a browser's tag; None for a language that is not ours."""
    try:
        asked = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    if asked.language == "en":
        return "en"
    if asked.language != "zh":
        return None
    traditional = asked.script == "Hant" or (not asked.script and asked.territory in TRADITIONAL)
    return "zh_Hant_TW" if traditional else "zh_Hans_CN"


def _zone(app: Flask) -> str:
    """The programme's time zone; UTC while nothing is published."""
    services = app.extensions.get(EXTENSION)
    if services is None or not services.versions.timeline.hashes:
        return "UTC"
    return str(services.versions.in_force(now()).programme.zone)

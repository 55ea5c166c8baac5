"""Who is at the page: the cookie of a session, and the answer for whoever has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from server.db import reading
from server.services.entering.sessions import SignedIn, note_use, who
from server.settings import Settings
from server.web.running import running

COOKIE = "tandem_member"
View = Callable[..., Any]


def settings() -> Settings:
    """The settings of the current application."""
    found: Settings = current_app.extensions["tandem.settings"]
    return found


def lasts() -> timedelta:
    """How long a session lasts."""
    return timedelta(days=settings().member_session_days)


def signed_in(view: View) -> View:
    """A view for members only: ``g.me`` says who; anybody else is asked to sign in."""
    @wraps(view)
    def asked(**values: Any) -> Any:
        found = visitor()
        if found is None:
            return leave(redirect(url_for("member.sign_in")))
        g.me = found
        return view(**values)

    return asked


def visitor() -> SignedIn | None:
    """Who the request's cookie belongs to."""
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return None
    engine = running().engine
    with reading(engine) as connection:
        found = who(connection, secret)
    if found is not None and found.stale:
        note_use(engine, secret)
    return found


def let_in(response: Response, secret: str) -> Response:
    """The response, with the cookie of a new session; scripts and other sites never see it."""
    response.set_cookie(COOKIE, secret, max_age=int(lasts().total_seconds()), path="/me", httponly=True,
                        samesite="Lax", secure=settings().mode == "production" or request.is_secure)
    return response


def leave(response: Response) -> Response:
    """The response, without a cookie that is worth nothing."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/me")
    return response


def device() -> str:
    """What this browser is, in a few words a member knows: ``Chrome · Android``."""
    agent = request.user_agent.string
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(filter(None, (browser, system)))


BROWSERS = (("MicroMessenger", "WeChat"), (" Line/", "LINE"), ("Edg/", "Edge"), ("OPR/", "Opera"),
            ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Macintosh", "Mac"), ("Linux", "Linux"))
"""Signs in what a browser calls itself, the more telling first."""

"""What pages share: the choice of language, and how a failure looks to a person and to a program."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request
from flask_babel import gettext, lazy_gettext
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response as AnyResponse

from server.connection import is_busy, is_taken
from server.db import db
from server.problems import Problem
from server.web.headers import YEAR_SECONDS
from server.web.locales import COOKIE, LOCALES

pages = Blueprint("pages", __name__)
CONSOLE = "TANDEM_CONSOLE"
"""Where the console is mounted, in the application's configuration; absent where it is not."""
FOR_PROGRAMS = ("/api/", "/webhooks/", "/openapi.json", "/metrics", "/healthz", "/readyz", "/problems/")
SAID = {
    400: lazy_gettext("This request could not be understood. Go back and try again."),
    403: lazy_gettext("You may not see this page. Ask whoever gave you your account."),
    404: lazy_gettext("There is nothing at this address. The link may be old or mistyped."),
    405: lazy_gettext("This page cannot be used in this way. Go back and try again."),
    409: lazy_gettext("Somebody else changed the same thing at this moment, so yours was not saved. "
                      "Go back, look at it again, and repeat it."),
    413: lazy_gettext("What you sent is too large."),
    429: lazy_gettext("Too many requests. Wait a moment and try again."),
    503: lazy_gettext("Others are writing right now, so yours was not saved. Try again in a moment."),
}
CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "too_many", 500: "failed",
         503: "unavailable"}


@pages.get("/")
def front() -> str:
    """The doors of this site: members, partners, and staff where this process serves the console."""
    doors = [("/me", gettext("For members"), gettext("What you have, what lapses, and why each point came or went")),
             ("/docs", gettext("For partners"), gettext("The interface for tills, shops and apps"))]
    if console := current_app.config.get(CONSOLE):
        doors.insert(1, (console, gettext("For staff"), gettext("Campaigns, rules, reviews and the books")))
    return render_template("front.html", doors=doors)


@pages.post("/language")
def choose_language() -> AnyResponse:
    """Remember the language chosen, and go back to the page it was chosen on."""
    response = redirect(_inside(request.form.get("next", "")))
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        response.set_cookie(COOKIE, chosen, max_age=YEAR_SECONDS, httponly=True, samesite="Lax",
                            secure=request.is_secure)
    return response


@pages.app_errorhandler(HTTPException)
def failed(error: HTTPException) -> Any:
    """A page for people, problem+json for programs."""
    status = error.code or 500
    if error.response is not None:
        return error.response
    if request.path.startswith(FOR_PROGRAMS):
        return problem(Problem(CODES.get(status, "bad_json"), error.description or ""))
    said = SAID.get(status) or gettext("Something went wrong on our side. Nothing was lost; try again in a minute.")
    later = getattr(error, "retry_after", None)
    headers = {"Retry-After": str(later)} if later else {}
    return render_template("failed.html", status=status, said=said), status, headers


@pages.app_errorhandler(IntegrityError)
@pages.app_errorhandler(OperationalError)
@pages.app_errorhandler(StaleDataError)
def overtaken(error: DBAPIError | StaleDataError) -> Any:
    """Two wrote the same at once, or one waited too long for the other: the loser hears it; what else fails is ours."""
    db.session.rollback()
    if isinstance(error, StaleDataError) or is_taken(error.orig):
        return failed(Conflict())
    if is_busy(error.orig):
        return failed(ServiceUnavailable(retry_after=1))
    raise error


def problem(found: Problem) -> Response:
    """A refusal as problem+json."""
    return Response(found.encode(), found.status, found.headers())


def _inside(address: str) -> str:
    """The address when it is a path of this site, else the front page."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"

"""``/me/privacy``: which partner may be told what, which letters are wanted, all data, and being forgotten."""

from __future__ import annotations

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rules.errors import PointsError
from server.clock import now
from server.db import reading
from server.member.answers import page, secret_page
from server.member.blueprint import member
from server.member.door import leave, settings, signed_in
from server.services.entering.sessions import browsers
from server.services.members.wishes import KINDS, wish, wishes_of
from server.services.personal import consent
from server.services.personal.erasure import PointsHeld, erase, left
from server.services.personal.export import export
from server.web.locales import current_locale
from server.web.running import running

FRESH = timedelta(minutes=15)
"""How long after coming in a member may ask to be forgotten: who finds an open phone may not."""
IN_MEMORY = 1_000_000
BY = "member"


@member.get("/privacy")
@signed_in
def privacy() -> Any:
    """What holds for each partner, and the two doors out."""
    engine = running().engine
    with engine.connect().execution_options(reading=True) as connection, Session(connection) as session:
        standings = consent.standings(session, g.me.member)
    with reading(engine) as connection:
        wanted = wishes_of(connection, g.me.member)
    return page("member/privacy.html", programme=_programme(), standings=standings, wanted=wanted,
                mails=bool(settings().smtp_url))


@member.post("/privacy/letters")
@signed_in
def choose_letters() -> Response:
    """Be written about these kinds of things from now on, in the language of the page."""
    wanted = [kind for kind in KINDS if request.form.get(kind)]
    wish(running().engine, g.me.member, wanted, current_locale())
    flash(gettext("Noted. It holds from now on."), "good")
    return redirect(url_for("member.privacy"), 303)


@member.post("/privacy/consent")
@signed_in
def choose_consent() -> Response:
    """Let a partner be told, or no longer."""
    say = consent.give if request.form.get("given") else consent.withdraw
    try:
        with Session(running().engine) as session, session.begin():
            say(session, g.me.member, request.form.get("partner", ""))
    except PointsError:
        abort(404)
    flash(gettext("Noted. It holds from now on."), "good")
    return redirect(url_for("member.privacy"), 303)


@member.post("/privacy/data")
@signed_in
def take_along() -> Response:
    """Everything that is kept of the member, as a file."""
    if not current_app.extensions["tandem.doorkeeper"].admits(f"data:{g.me.member}", g.me.member):
        abort(429)
    with SpooledTemporaryFile(IN_MEMORY) as file:
        export(running().engine, current_app.extensions["tandem.keyring"], g.me.member, file)
        file.seek(0)
        body = file.read()
    response = Response(body, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="points-{now():%Y-%m-%d}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@member.get("/privacy/forget")
@signed_in
def forget() -> Any:
    """What would be lost, and the last question."""
    return _forget()


@member.post("/privacy/forget")
@signed_in
def forgotten() -> Any:
    """Forget the member for good; points that are left lapse."""
    if not request.form.get("understood") or not _is_fresh():
        return _forget(status=409)
    try:
        erase(running().desk, g.me.member, BY, forfeit=True)
    except PointsHeld:
        return _forget(gettext("Points are set aside for a payment. Try again when it is done."), 409)
    except PointsError:
        return _forget(gettext("This cannot be done at the moment."), 409)
    return leave(secret_page("member/forgotten.html", programme=_programme()))


def _forget(refused: str = "", status: int = 200) -> Any:
    engine = running().engine
    with engine.connect().execution_options(reading=True) as connection, Session(connection) as session:
        stood = left(session, g.me.member)
    lost = {code: stood.available.get(code, 0) + stood.pending.get(code, 0)
            for code in (*stood.available, *stood.pending)}
    return page("member/forget.html", status, programme=_programme(), lost=lost, fresh=_is_fresh(), refused=refused)


def _is_fresh() -> bool:
    """Whether this browser came in a short while ago."""
    here = next((each for each in browsers(running().engine, g.me.member) if each.id == g.me.session), None)
    return here is not None and now() - here.created_at <= FRESH


def _programme() -> Any:
    return running().versions.in_force(now()).programme

"""In and out: a link that lets a member in once, and a page that sends one by e-mail.

Opening a link only shows a button, so that link previews and scanners of mails do not use it up.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from server.clock import now
from server.member.answers import secret_page
from server.member.blueprint import member
from server.member.door import device, lasts, leave, let_in, settings, signed_in, visitor
from server.services.entering.asking import Asking, ask_for_link
from server.services.entering.links import LinkSpent, is_signed
from server.services.entering.sessions import end, enter
from server.web.locales import current_locale
from server.web.running import running

LONGEST_GIVEN = 254


@member.get("/link/<token>")
def link(token: str) -> Any:
    """The page behind a link: one button. Whether the link is still good is told only when it is pressed."""
    if not is_signed(settings().secret_key, token):
        return secret_page("member/spent.html", 404, programme=_programme())
    return secret_page("member/link.html", token=token, programme=_programme())


@member.post("/link/<token>")
def use_link(token: str) -> Any:
    """Let the member in, and use the link up."""
    try:
        secret = enter(running().engine, settings().secret_key, token, device=device(), lasts=lasts())
    except LinkSpent:
        return secret_page("member/spent.html", 404, programme=_programme())
    return let_in(redirect(url_for("member.home"), 303), secret)


@member.get("/sign-in")
def sign_in() -> Any:
    """Ask for an e-mail address, or a number at a partner."""
    if visitor() is not None:
        return redirect(url_for("member.home"))
    return leave(secret_page("member/sign_in.html", programme=_programme(), mails=bool(settings().smtp_url)))


@member.post("/sign-in")
def ask() -> Any:
    """Say that a link is on its way if there is somebody to send it to: the same for everybody."""
    given = request.form.get("given", "").strip()
    partner = request.form.get("partner", "")
    if not given or len(given) > LONGEST_GIVEN or ("@" not in given and not partner):
        return secret_page("member/sign_in.html", 422, programme=_programme(), mails=bool(settings().smtp_url),
                           given=given, incomplete=True)
    if not current_app.extensions["tandem.doorkeeper"].admits(given, request.remote_addr or ""):
        return secret_page("member/sign_in.html", 429, programme=_programme(), mails=bool(settings().smtp_url),
                           given=given, too_often=True)
    ask_for_link(running().engine, current_app.extensions["tandem.keyring"],
                 Asking(given, "" if "@" in given else partner, current_locale()))
    return secret_page("member/sent.html", programme=_programme())


@member.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session."""
    end(running().engine, g.me.member, g.me.session)
    return leave(redirect(url_for("member.sign_in"), 303))


def _programme() -> Any:
    return running().versions.in_force(now()).programme

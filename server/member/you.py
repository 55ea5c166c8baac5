"""``/me/settings``: where the member is signed in and known, the language, and a code that connects another number."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from server.clock import now
from server.db import reading
from server.member.answers import page, secret_page
from server.member.asking import asked, new_token
from server.member.blueprint import member
from server.member.convert import books
from server.member.door import settings, signed_in
from server.member.give import may_give
from server.services.entering.sessions import browsers, end, end_others
from server.services.members.identities import issue_code
from server.services.members.numbers import numbers_of
from server.web.running import running


@member.get("/settings", endpoint="settings")
@signed_in
def you() -> Any:
    """Everything about the member that is not points."""
    compiled, state = books()
    with reading(running().engine) as connection:
        numbers = numbers_of(connection, g.me.member)
    return page("member/settings.html", programme=compiled.programme, numbers=numbers, this=g.me.session,
                browsers=browsers(running().engine, g.me.member), gives=may_give(compiled, state))


@member.post("/settings/sessions/<session>")
@signed_in
def end_session(session: str) -> Response:
    """End one session of the member's own; 404 for any other."""
    if not end(running().engine, g.me.member, session):
        abort(404)
    flash(gettext("Signed out there."), "good")
    return redirect(url_for("member.settings"), 303)


@member.post("/settings/sessions")
@signed_in
def end_other_sessions() -> Response:
    """End every session but this."""
    end_others(running().engine, g.me.member, g.me.session)
    flash(gettext("Signed out everywhere else."), "good")
    return redirect(url_for("member.settings"), 303)


@member.get("/settings/code")
@signed_in
def connect() -> Any:
    """What a code is for, and the button that makes one."""
    programme = running().versions.in_force(now()).programme
    return page("member/connect.html", programme=programme, token=new_token(), code="")


@member.post("/settings/code")
@signed_in
def connecting() -> Any:
    """A code that a partner takes once as proof that it is this member."""
    answer = issue_code(running().desk, asked(), settings().secret_key)
    code = msgspec.json.decode(answer.body)["code"]
    programme = running().versions.in_force(now()).programme
    return secret_page("member/connect.html", programme=programme, code=code, token=request.form["token"])

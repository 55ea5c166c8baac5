"""``/me/give``: points for another member, where the programme allows it: said twice before it is done."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext

from rules.books.tiers import view_at
from rules.compiled import CompiledProgramme
from rules.errors import PointsError
from rules.gather import balances_on
from rules.state import MemberState
from server.clock import now
from server.member.answers import page
from server.member.asking import asked, new_token, whole
from server.member.blueprint import member
from server.member.convert import books
from server.member.door import signed_in
from server.member.formats import change_of
from server.member.refusals import sentence_for
from server.services.members.by_number import member_with
from server.services.members.standing import local_time
from server.services.points.transferring import give_points
from server.web.running import running

LONGEST_NUMBER = 100


def may_give(compiled: CompiledProgramme, state: MemberState) -> bool:
    """Whether the programme lets this member give points away now."""
    rule = compiled.others.get("/policies/transfers")
    return rule is not None and view_at(compiled, state, local_time(compiled.programme, now())).holds(rule)


@member.get("/give")
@signed_in
def give() -> Any:
    """Whom, what, how many."""
    return _page("member/give.html")


@member.post("/give")
@signed_in
def given() -> Any:
    """Show what was understood; when that is confirmed, do it."""
    if not _is_whole():
        return _page("member/give.html", gettext("Fill in every field."), 422)
    if not request.form.get("confirmed"):
        return _page("member/give_confirm.html")
    if not current_app.extensions["tandem.doorkeeper"].admits(f"give:{g.me.member}", g.me.member):
        return _page("member/give.html", gettext("You have tried several times. Wait ten minutes."), 429)
    try:
        receiver = member_with(running().engine, request.form["partner"], request.form["number"].strip())
        give_points(running().desk, asked(), receiver, request.form["currency"], whole(request.form["points"]))
    except PointsError as error:
        return _page("member/give.html", sentence_for(error), 409)
    flash(gettext("Done. Your points are with them."), "good")
    return redirect(url_for("member.history"), 303)


def _is_whole() -> bool:
    said = request.form
    return bool(said.get("partner") and 0 < len(said.get("number", "").strip()) <= LONGEST_NUMBER
                and said.get("currency") and whole(said.get("points", "")) > 0)


def _page(template: str, refused: str = "", status: int = 200) -> Any:
    compiled, state = books()
    if not may_give(compiled, state):
        abort(404)
    balances = balances_on(compiled, state, local_time(compiled.programme, now()).date())
    said = request.form
    moved = change_of(whole(said.get("points", "")), said.get("currency", ""), compiled.programme).lstrip("+")
    return page(template, status, programme=compiled.programme, refused=refused, filled=said, token=new_token(),
                moved=moved, mine=[(code, points) for code, points in balances.items() if points > 0])

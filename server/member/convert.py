"""``/me/convert``: what points could become, a quote, the conversion itself, and those that happen by themselves."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext

from rules.books.conversion import Quote, quote
from rules.compiled import CompiledProgramme
from rules.errors import PointsError
from rules.gather import balances_on
from rules.programme import Conversion
from rules.state import Command, MemberState
from server.clock import now
from server.db import reading
from server.member.answers import page
from server.member.asking import asked, new_token, whole
from server.member.blueprint import member
from server.member.door import signed_in
from server.member.formats import named
from server.member.refusals import WHY_NOT, sentence_for
from server.services.members.standing import local_time
from server.services.points.conversion_offers import choose_conversion, conversion_offers
from server.services.points.converting import convert_points
from server.services.rewards.catalogue import books_of
from server.web.formats import points as shown
from server.web.running import running


def books() -> tuple[CompiledProgramme, MemberState]:
    """The programme in force, and the member's books without a lock."""
    at, services = now(), running()
    compiled = services.versions.in_force(at)
    with reading(services.engine) as connection:
        return compiled, books_of(connection, compiled, g.me.member, at)


@member.get("/convert")
@signed_in
def convert() -> Any:
    """Every conversion of what the member has."""
    compiled, state = books()
    offers = list(conversion_offers(compiled, state, local_time(compiled.programme, now())))
    return page("member/convert.html", programme=compiled.programme, offers=offers, why_not=WHY_NOT)


@member.get("/convert/<code>")
@signed_in
def quoted(code: str) -> Any:
    """What these points would become, and what stays."""
    compiled, state = books()
    return _quoted(compiled, state, _conversion(compiled, code), whole(request.args.get("points", "")))


@member.post("/convert/<code>")
@signed_in
def converted(code: str) -> Any:
    """Convert, once for each quote."""
    compiled, state = books()
    conversion, wanted = _conversion(compiled, code), whole(request.form.get("points", ""))
    try:
        convert_points(running().desk, asked(), code, wanted)
    except PointsError as error:
        return _quoted(compiled, state, conversion, wanted, sentence_for(error), 409)
    flash(gettext("Done. Your points have been converted."), "good")
    return redirect(url_for("member.history"), 303)


@member.post("/convert/automatic")
@signed_in
def automatic() -> Any:
    """Choose a conversion that happens as points come in, or none."""
    source, code = request.form.get("source", ""), request.form.get("code", "")
    try:
        choose_conversion(running().engine, running().versions, g.me.member, source, code, now())
    except PointsError as error:
        flash(sentence_for(error), "bad")
    else:
        flash(gettext("From now on these points convert by themselves as they come in.") if code
              else gettext("These points no longer convert by themselves."), "good")
    return redirect(url_for("member.convert"), 303)


def _conversion(compiled: CompiledProgramme, code: str) -> Conversion:
    return next((each for each in compiled.programme.conversions if each.code == code), None) or abort(404)


def _quoted(compiled: CompiledProgramme, state: MemberState, conversion: Conversion, wanted: int, refused: str = "",
            status: int = 200) -> Any:
    local = local_time(compiled.programme, now())
    available = balances_on(compiled, state, local.date()).get(conversion.source, 0)
    offer: Quote | None = None
    try:
        offer = quote(compiled, Command("", local), state, conversion.code, wanted)
    except PointsError as error:
        refused = refused or sentence_for(error)
    if offer is not None and wanted > available:
        refused = refused or gettext(
            "You have %(available)s %(currency)s.", available=shown(available),
            currency=named(conversion.source, "currencies", compiled.programme))
    return page("member/quote.html", status, programme=compiled.programme, conversion=conversion, offer=offer,
                wanted=wanted, available=available, refused=refused, token=new_token())

"""``/me/rewards``: what points buy; a reward in two steps; what was bought, with its codes, and calling it off."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext, lazy_gettext

from rules.compiled import CompiledProgramme
from rules.errors import PointsError
from server.clock import now
from server.db import reading
from server.member.answers import page
from server.member.asking import asked, new_token
from server.member.blueprint import member
from server.member.door import signed_in
from server.member.qr import drawn
from server.member.refusals import WHY_NOT, sentence_for
from server.services.rewards.catalogue import Filters, Offer, books_of, categories, offers, stock_taken
from server.services.rewards.codes import grouped
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.redemption_rows import Redemption, UnknownRedemption, redemption_named, redemptions_of
from server.services.rewards.redemptions import cancel
from server.services.rewards.vouchers import Voucher, members_vouchers, vouchers_of
from server.web.running import running

KINDS = {
    "goods": lazy_gettext("Goods"), "service": lazy_gettext("Service"), "coupon": lazy_gettext("Voucher"),
    "trial": lazy_gettext("Trial"), "privilege": lazy_gettext("Privilege"),
}
STATUSES = {
    "waiting": lazy_gettext("Waiting for a yes"), "approved": lazy_gettext("On its way"),
    "fulfilled": lazy_gettext("Yours"), "refused": lazy_gettext("Declined; your points are back"),
    "failed": lazy_gettext("Could not be delivered; your points are back"),
    "cancelled": lazy_gettext("Cancelled; your points are back"),
}
VOUCHER_STATUSES = {"open": lazy_gettext("Not used yet"), "used": lazy_gettext("Used"),
                    "lapsed": lazy_gettext("No longer valid"), "cancelled": lazy_gettext("Cancelled")}


@member.get("/rewards")
@signed_in
def rewards() -> Any:
    """The catalogue as this member may have it."""
    compiled, found = _offers()
    said = request.args
    filters = Filters(said.get("q", "").strip()[:100], said.get("category", ""), said.get("partner", ""), "",
                      bool(said.get("affordable")))
    shown = sorted((offer for offer in found if filters.keeps(offer)), key=lambda offer: not offer.affordable)
    return page("member/rewards.html", programme=compiled.programme, offers=shown, filters=filters, kinds=KINDS,
                why_not=WHY_NOT, categories=categories(compiled), any=bool(found))


@member.get("/rewards/<code>")
@signed_in
def reward(code: str) -> Any:
    """One reward, with the button that redeems it."""
    return _reward(code)


@member.post("/rewards/<code>")
@signed_in
def redeem(code: str) -> Any:
    """Redeem one piece, once for each form."""
    try:
        answer = redeem_reward(running().desk, asked(), code)
    except PointsError as error:
        return _reward(code, sentence_for(error), 409)
    flash(gettext("It is yours."), "good")
    return redirect(url_for("member.order", redemption=msgspec.json.decode(answer.body)["event"]), 303)


@member.get("/rewards/mine")
@signed_in
def orders() -> Any:
    """Everything the member redeemed, newest first."""
    with reading(running().engine) as connection:
        rows = redemptions_of(connection, g.me.member)
        codes = members_vouchers(connection, g.me.member)
    open_codes = {each.redemption for each in codes if each.at(now()).status == "open"}
    return page("member/orders.html", programme=_programme().programme, orders=rows, statuses=STATUSES,
                open_codes=open_codes)


@member.get("/rewards/mine/<redemption>")
@signed_in
def order(redemption: str) -> Any:
    """One redemption: what became of it, and its codes."""
    row, codes = _own(redemption)
    shown = [(each, grouped(each.code), drawn(each.code) if each.status == "open" else "") for each in codes]
    return page("member/order.html", programme=_programme().programme, order=row, codes=shown, statuses=STATUSES,
                voucher_statuses=VOUCHER_STATUSES, can_cancel=_can_cancel(row, codes), token=row.id)


@member.post("/rewards/mine/<redemption>/cancel")
@signed_in
def call_off(redemption: str) -> Any:
    """Call a redemption off."""
    _own(redemption)
    try:
        cancel(running().desk, asked(), redemption)
    except PointsError as error:
        flash(sentence_for(error), "bad")
    else:
        flash(gettext("Cancelled. Your points are back."), "good")
    return redirect(url_for("member.order", redemption=redemption), 303)


def _programme() -> CompiledProgramme:
    return running().versions.in_force(now())


def _offers() -> tuple[CompiledProgramme, list[Offer]]:
    compiled, at = _programme(), now()
    with reading(running().engine) as connection:
        state, taken = books_of(connection, compiled, g.me.member, at), stock_taken(connection)
    return compiled, list(offers(compiled, state, taken, at))


def _reward(code: str, refused: str = "", status: int = 200) -> Any:
    compiled, found = _offers()
    offer = next((each for each in found if each.reward.code == code), None) or abort(404)
    return page("member/reward.html", status, programme=compiled.programme, offer=offer, kinds=KINDS, why_not=WHY_NOT,
                refused=refused, token=new_token())


def _own(redemption: str) -> tuple[Redemption, list[Voucher]]:
    """The member's own redemption with its codes as they stand; 404 for any other."""
    with reading(running().engine) as connection:
        try:
            row = redemption_named(connection, redemption)
        except UnknownRedemption:
            abort(404)
        if row.member != g.me.member:
            abort(404)
        return row, [each.at(now()) for each in vouchers_of(connection, row.member, row.id)]


def _can_cancel(row: Redemption, codes: list[Voucher]) -> bool:
    """Whether there is anything to call off."""
    return row.status in ("waiting", "approved") or any(each.status == "open" for each in codes)

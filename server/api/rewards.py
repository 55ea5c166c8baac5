"""What points buy: the catalogue for a member, redemptions and their life, vouchers at the till.

A partner sees the redemptions it asked for and those of its own rewards. Whoever asked may call one off; whoever gives
the reward says yes or no to it and delivers it.
"""

from __future__ import annotations

from typing import Any

from server.api.operations import Call, Page, after, person, reads, writes
from server.api.reading import seen_currencies, told_bought, told_offer
from server.api.schemas import (
    CatalogueQuery,
    MaybeWhyBody,
    PageQuery,
    RedeemBody,
    RedemptionsQuery,
    TrackingBody,
    WhyBody,
)
from server.clock import now
from server.connection import Connection
from server.db import reading
from server.problems import Problem
from server.services.members.by_number import member_with
from server.services.points.desk import Request
from server.services.rewards.catalogue import Filters, catalogue
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.redemption_rows import (
    LAST,
    Redemption,
    UnknownRedemption,
    redemption_named,
    redemptions_at,
    redemptions_where,
)
from server.services.rewards.redemptions import approve, cancel, fail, fulfil, refuse
from server.services.rewards.vouchers import check_voucher, told_voucher, use_voucher
from server.webhooks.edge import Answered

TAG = "rewards"
MINE = "(partner = {0} OR asked_by = {0})"


@reads("/members/<number>/rewards", summary="List the catalogue for a member", tag=TAG, answer="Rewards",
       query=CatalogueQuery, paged=True)
def list_rewards(call: Call, number: str) -> Page:
    """With price, what is left, and why not."""
    member = member_with(call.services.engine, call.partner, number)
    given = dict(call.given)
    last, limit = after(given.pop("cursor", "")), given.pop("limit")
    offers = catalogue(call.services.engine, call.services.versions, member, Filters(**given))
    offers.sort(key=lambda offer: offer.reward.code)
    rest = [offer for offer in offers if offer.reward.code > last]
    seen = _seen(call, member)
    return Page([told_offer(offer, seen) for offer in rest[:limit]],
                rest[limit - 1].reward.code if len(rest) > limit else "")


@reads("/members/<number>/rewards/<reward>", summary="Read one reward for a member", tag=TAG, answer="Reward")
def read_reward(call: Call, number: str, reward: str) -> dict[str, Any]:
    """With price, what is left, and why not."""
    member = member_with(call.services.engine, call.partner, number)
    for offer in catalogue(call.services.engine, call.services.versions, member):
        if offer.reward.code == reward:
            return told_offer(offer, _seen(call, member))
    raise Problem("not_found", "The catalogue has no such reward.")


@writes("/members/<number>/redemptions", summary="Redeem a reward for a member", tag=TAG, answer="Redeemed",
        body=RedeemBody)
def redeem(call: Call, number: str) -> Answered:
    """Paid at once; waits for a yes where the reward asks for one, comes with codes where it is a voucher."""
    return redeem_reward(call.services.desk, call.request(number=number), call.given["reward"],
                         call.given.get("quantity", 1))


@reads("/members/<number>/redemptions", summary="List a member's redemptions, newest first", tag=TAG,
       answer="Redemptions", query=PageQuery, paged=True)
def list_of_member(call: Call, number: str) -> Page:
    """Those you asked for, and those of your own rewards."""
    member = member_with(call.services.engine, call.partner, number)
    limit, before = _place(call)
    with reading(call.services.engine) as connection:
        return _page(call, connection, redemptions_where(
            connection, f"member_id = {{0}} AND {MINE} AND id < {{0}} ORDER BY id DESC LIMIT {{0}}",
            (member, call.partner, call.partner, before, limit + 1)))


@reads("/redemptions", summary="List redemptions, newest first", tag=TAG, answer="Redemptions",
       query=RedemptionsQuery, paged=True)
def list_redemptions(call: Call) -> Page:
    """Those you asked for, and those of your own rewards."""
    limit, before = _place(call)
    with reading(call.services.engine) as connection:
        return _page(call, connection, redemptions_at(
            connection, call.partner, status=call.given.get("status", ""), before=before, limit=limit + 1))


@reads("/redemptions/<redemption>", summary="Read a redemption", tag=TAG, answer="Redemption")
def read_redemption(call: Call, redemption: str) -> dict[str, Any]:
    """Where it stands, how to follow it, and its codes."""
    row = _mine(call, redemption)
    with reading(call.services.engine) as connection:
        return told_bought(connection, [row], call.partner)[0]


@writes("/redemptions/<redemption>/approve", summary="Say yes to a redemption of your reward", tag=TAG,
        answer="Moved")
def say_yes(call: Call, redemption: str) -> Answered:
    """Vouchers are given at once."""
    return approve(call.services.desk, _as_giver(call, redemption), redemption)


@writes("/redemptions/<redemption>/refuse", summary="Say no to a redemption of your reward", tag=TAG, answer="Moved",
        body=WhyBody)
def say_no(call: Call, redemption: str) -> Answered:
    """Points and pieces go back."""
    return refuse(call.services.desk, _as_giver(call, redemption), redemption, call.given["why"])


@writes("/redemptions/<redemption>/fulfil", summary="Say that it was handed over or sent", tag=TAG, answer="Moved",
        body=TrackingBody)
def deliver(call: Call, redemption: str) -> Answered:
    """With how the member can follow it."""
    return fulfil(call.services.desk, _as_giver(call, redemption), redemption, call.given.get("tracking", ""))


@writes("/redemptions/<redemption>/fail", summary="Say that it could not be delivered", tag=TAG, answer="Moved",
        body=WhyBody)
def give_up(call: Call, redemption: str) -> Answered:
    """Points and pieces go back."""
    return fail(call.services.desk, _as_giver(call, redemption), redemption, call.given["why"])


@writes("/redemptions/<redemption>/cancel", summary="Call off a redemption that you asked for", tag=TAG,
        answer="Moved", body=MaybeWhyBody)
def call_off(call: Call, redemption: str) -> Answered:
    """Before it is fulfilled, or the codes of it that nobody has used."""
    if _mine(call, redemption).asked_by != call.partner:
        raise Problem("forbidden", "Only the partner that asked for it may call it off; you may refuse or fail it.")
    return cancel(call.services.desk, call.request(), redemption, call.given.get("why", ""))


@reads("/vouchers/<code>", summary="Look at a voucher of yours", tag=TAG, answer="Voucher")
def read_voucher(call: Call, code: str) -> dict[str, Any]:
    """Open, used, lapsed or cancelled."""
    return told_voucher(check_voucher(call.services.engine, call.partner, code))


@writes("/vouchers/<code>/use", summary="Honour a voucher of yours, once", tag=TAG, answer="VoucherUsed")
def honour(call: Call, code: str) -> Answered:
    """A second use is refused; a repeat of the same request gets the first answer."""
    return use_voucher(call.services.desk, call.request(), code)


def _seen(call: Call, member: str) -> frozenset[str]:
    """Currencies in which the partner may know what the member has."""
    with reading(call.services.engine) as connection:
        return seen_currencies(connection, call.services.versions.in_force(now()), member, call.partner)


def _mine(call: Call, redemption: str) -> Redemption:
    """The redemption, if this partner may see it. Raises ``UnknownRedemption``."""
    with reading(call.services.engine) as connection:
        row = redemption_named(connection, redemption)
    if call.partner not in (row.partner, row.asked_by):
        raise UnknownRedemption(redemption)
    return row


def _as_giver(call: Call, redemption: str) -> Request:
    """The request of the partner that gives the reward. Raises ``Problem`` for the one that only asked."""
    if _mine(call, redemption).partner != call.partner:
        raise Problem("forbidden", "Only the partner that gives the reward may do this.")
    asked = call.request()
    return Request(asked.reference, partner=asked.partner, reason=person(call))


def _place(call: Call) -> tuple[int, str]:
    """How many items, older than which."""
    return call.given["limit"], after(call.given.get("cursor", "")) or LAST


def _page(call: Call, connection: Connection, rows: list[Redemption]) -> Page:
    limit = call.given["limit"]
    return Page(told_bought(connection, rows[:limit], call.partner), rows[limit - 1].id if len(rows) > limit else "")

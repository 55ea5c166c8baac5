"""Something from the catalogue for points: may this member have it, what does it cost, is one left.

The price is the programme's rule; the points go to the partner that gives the reward. Stock and a member's own
limit are counted as uses, so that they are given back like any other (``Plan.uses``). Fulfilment is elsewhere;
what is not fulfilled is given back here, piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from rules.books.lots import positive
from rules.books.refund import left_of, refund, spender_leg
from rules.books.spend import burn
from rules.books.tiers import View, view_at
from rules.compiled import CompiledProgramme
from rules.decision import Grant
from rules.entries import Entry
from rules.errors import PointsError, RuleFailure
from rules.facts import Scope, Use
from rules.money import number
from rules.programme import Reward
from rules.rating.expiry import LONGEST_DAYS
from rules.rating.spans import bucket, buckets
from rules.state import Command, MemberState, Plan

STOCK, LIMIT = 0, 1
"""Cap numbers under which a reward's stock and its limit per member are counted."""
VOUCHER_KINDS = ("coupon", "trial")


class RewardClosed(PointsError):
    """A reward that does not exist, is outside its dates, or is not for this member."""

    code = "reward_closed"

    def __init__(self, reward: str, *, why: str) -> None:
        self.reward, self.why = reward, why
        super().__init__(f"reward {reward} is closed: {why}")


class OutOfStock(PointsError):
    """Fewer pieces are left than wanted."""

    code = "out_of_stock"

    def __init__(self, reward: str, *, wanted: int, left: int) -> None:
        self.reward, self.wanted, self.left = reward, wanted, left
        super().__init__(f"{wanted} {reward} wanted, {left} left")


class LimitReached(PointsError):
    """The member would have more pieces than one member may."""

    code = "limit_reached"

    def __init__(self, reward: str, *, limit: int) -> None:
        self.reward, self.limit = reward, limit
        super().__init__(f"a member may have {limit} {reward}")


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A redemption as it is kept: what was bought, how many pieces, and the uses it counted on."""

    reward: str
    kind: str
    quantity: int
    uses: tuple[Use, ...]


def redeem(
    compiled: CompiledProgramme, command: Command, state: MemberState, code: str, *, quantity: int = 1,
    used: Mapping[Use, int] | None = None,
) -> Plan:
    """Pay for ``quantity`` pieces of a reward with points; ``used`` are the uses of ``uses_of_reward``.

    Raises ``RewardClosed``, ``OutOfStock``, ``LimitReached``, ``RuleFailure`` and what ``burn`` raises.
    """
    positive(quantity)
    place, reward = _open(compiled, code, command.day)
    view = view_at(compiled, state, command.occurred_at)
    if not view.holds(compiled.others.get(f"/rewards/{place}/when")):
        raise RewardClosed(code, why="condition_false")
    taken = {**(used or {}), **state.used}
    _assert_left(reward, command, state, quantity, taken)
    price = price_of(compiled, place, view) * quantity
    plan = burn(compiled, command, state, currency=reward.currency, points=price, partner=reward.partner)
    grant = Grant(f"reward:{code}", reward.kind, code, Decimal(quantity), state.id)
    counted = dict.fromkeys(_counted(reward, command, state), quantity)
    return replace(plan, uses=counted, grants=(grant,))


def give_back(
    compiled: CompiledProgramme, command: Command, state: MemberState, spent: Entry, redeemed: Redeemed, pieces: int,
    *, earlier: Iterable[Entry] = (),
) -> Plan:
    """Take ``pieces`` of a redemption back: their points into their very lots, the stock and the limit up again.

    ``earlier`` are entries that negate the burn ``spent``; points that were refunded already are not paid twice.
    Raises ``PointsNotPositive`` and ``LotNotLoaded``.
    """
    entries = tuple(earlier)
    worth = spender_leg(spent)[2] // redeemed.quantity * positive(pieces)
    points = min(worth, left_of(spent, entries))
    plan = refund(compiled, command, state, spent, points=points, earlier=entries) if points else Plan(state.id)
    grant = Grant(f"reward:{redeemed.reward}", redeemed.kind, redeemed.reward, Decimal(-pieces), state.id)
    return replace(plan, uses=dict.fromkeys(redeemed.uses, -pieces), grants=(grant,))


def gives_vouchers(reward: Reward) -> bool:
    """Whether the reward comes as voucher codes."""
    return reward.kind in VOUCHER_KINDS or bool(reward.voucher_days)


def voucher_until(compiled: CompiledProgramme, place: int, view: View, day: date) -> date | None:
    """Last local day of a voucher that is given on ``day``, None for ever. Raises ``RuleFailure``."""
    rule = compiled.others.get(f"/rewards/{place}/voucher_days")
    if rule is None:
        return None
    days = number(rule.value(view.facts, Scope()))
    if not 0 <= days <= LONGEST_DAYS:
        raise RuleFailure(cause=f"{days} is no length of life for a voucher")
    return day + timedelta(days=int(days))


def reward_of(compiled: CompiledProgramme, code: str) -> tuple[int, Reward] | None:
    """The reward and its place in the catalogue, whatever the day; None when this version has no such."""
    return next(((place, reward) for place, reward in enumerate(compiled.programme.rewards) if reward.code == code),
                None)


def uses_of_reward(compiled: CompiledProgramme, command: Command, state: MemberState, code: str) -> tuple[Use, ...]:
    """Everything the caller must read before ``redeem``. Raises ``RewardClosed``."""
    _, reward = _open(compiled, code, command.day)
    stock = [Use(_name(reward), STOCK, "", "lifetime")] if reward.stock is not None else []
    mine = [Use(_name(reward), LIMIT, state.id, name) for name in buckets(reward.limit_period, command.occurred_at)]
    return (*stock, *mine)


def price_of(compiled: CompiledProgramme, place: int, view: View) -> int:
    """Points for one piece of the reward at a place of the catalogue, floored, at least 1."""
    rule = compiled.others[f"/rewards/{place}/price"]
    scope = Scope(given={"reward.value": compiled.programme.rewards[place].value})
    return positive(int(number(rule.value(view.facts, scope)) // 1))


def _open(compiled: CompiledProgramme, code: str, day: date) -> tuple[int, Reward]:
    """The reward and its place, on one of its days."""
    found = reward_of(compiled, code)
    if found is None:
        raise RewardClosed(code, why="unknown")
    if (found[1].starts_on or date.min) <= day <= (found[1].ends_on or date.max):
        return found
    raise RewardClosed(code, why="schedule")


def _name(reward: Reward) -> str:
    return f"reward:{reward.code}"


def _counted(reward: Reward, command: Command, state: MemberState) -> list[Use]:
    """What a redemption counts on: the stock, and the member's own limit in this period."""
    period = bucket(reward.limit_period, command.occurred_at)
    uses = [Use(_name(reward), STOCK, "", "lifetime")] if reward.stock is not None else []
    return [*uses, *([Use(_name(reward), LIMIT, state.id, period)] if reward.member_limit is not None else [])]


def _assert_left(
    reward: Reward, command: Command, state: MemberState, quantity: int, taken: Mapping[Use, int],
) -> None:
    left = None if reward.stock is None else reward.stock - taken.get(Use(_name(reward), STOCK, "", "lifetime"), 0)
    if left is not None and quantity > left:
        raise OutOfStock(reward.code, wanted=quantity, left=left)
    periods = buckets(reward.limit_period, command.occurred_at)
    had = sum(taken.get(Use(_name(reward), LIMIT, state.id, period), 0) for period in periods)
    if reward.member_limit is not None and had + quantity > reward.member_limit:
        raise LimitReached(reward.code, limit=reward.member_limit)

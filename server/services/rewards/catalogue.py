"""What points buy: every reward with its price for one member, what is left of it, and why not, in two queries.

Prices, audiences and limits are the rules' to say (``rules.books.redeem``); here their answers are put side by side.
Nothing is promised: only redeeming takes a piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from rules.books.history import horizon
from rules.books.redeem import LIMIT, STOCK, price_of
from rules.books.tiers import View, view_at
from rules.compiled import CompiledProgramme
from rules.errors import PointsError
from rules.facts import Use
from rules.gather import balances_on
from rules.programme import Reward, Texts
from rules.rating.spans import buckets
from rules.state import MemberState
from server.clock import now
from server.connection import MARKS, Connection
from server.db import reading
from server.ledger.load import Asked, load
from server.services.points.desk import UnknownMember
from server.versions import Versions

TAKEN = "SELECT campaign, used FROM shared_use WHERE cap = {0} AND period = 'lifetime'"


@dataclass(frozen=True, slots=True)
class Offer:
    """One reward for one member now. ``why_not`` is "" when it can be had, else the code of a sentence.

    ``price`` is in points for one piece, None when the rule gives none. ``stock_left`` and ``mine_left`` are None
    without a limit; ``missing`` is how many points are missing for one piece.
    """

    reward: Reward
    price: int | None
    stock_left: int | None
    mine_left: int | None
    missing: int
    why_not: str

    @property
    def affordable(self) -> bool:
        """Whether the member can have it now."""
        return not self.why_not


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; "" and False are no filter. ``text`` is looked for in every language."""

    text: str = ""
    category: str = ""
    partner: str = ""
    kind: str = ""
    affordable: bool = False

    def keeps(self, offer: Offer) -> bool:
        """Whether an offer is looked for."""
        reward = offer.reward
        exact = ((self.category, reward.category), (self.partner, reward.partner), (self.kind, reward.kind))
        return (all(wanted in ("", found) for wanted, found in exact) and (offer.affordable or not self.affordable)
                and _mentions(reward, self.text))


NO_FILTER = Filters()
WHY_NOT = ("not_begun", "over", "not_for_you", "no_price", "out_of_stock", "limit_reached", "too_few_points",
           "not_honoured")
"""Every code of ``Offer.why_not``, in the order they are looked for."""


def catalogue(engine: Engine, versions: Versions, member: str, filters: Filters = NO_FILTER) -> list[Offer]:
    """Every reward of the programme in force that the filters keep, as this member may have it.

    Raises ``UnknownMember``, ``NothingPublished``.
    """
    at = now()
    compiled = versions.in_force(at)
    with reading(engine) as connection:
        state = books_of(connection, compiled, member, at)
        taken = stock_taken(connection)
    return [offer for offer in offers(compiled, state, taken, at) if filters.keeps(offer)]


def books_of(connection: Connection, compiled: CompiledProgramme, member: str, at: datetime, *,
             past: bool = True) -> MemberState:
    """One member's books, read without a lock, points that expire together as one lot. Raises ``UnknownMember``.

    Without ``past`` there is nothing that happened before: for what no rule is asked of.
    """
    since = horizon(compiled.needs, at) if past else at
    loaded = load(connection, [Asked(member=member)], now=at, past_since=since, locking=False, merged=True)
    if member not in loaded.states:
        raise UnknownMember(member)
    return loaded.states[member]


def stock_taken(connection: Connection) -> Mapping[str, int]:
    """Pieces that were taken of every reward with a stock, by ``reward:<code>``; other counters are among them."""
    return dict(connection.rows(TAKEN.format(MARKS[connection.kind]), (STOCK,)))


def offers(compiled: CompiledProgramme, state: MemberState, taken: Mapping[str, int], at: datetime) -> Iterator[Offer]:
    """An offer for each reward, in the order of the programme."""
    local = at.astimezone(ZoneInfo(compiled.programme.zone))
    view, balances = view_at(compiled, state, local), balances_on(compiled, state, local.date())
    honoured = {partner.code: partner.honours for partner in compiled.programme.partners}
    for place, reward in enumerate(compiled.programme.rewards):
        price = _price(compiled, place, view)
        stock_left = None if reward.stock is None else max(reward.stock - taken.get(f"reward:{reward.code}", 0), 0)
        mine_left = _mine_left(reward, state, local)
        missing = max((price or 0) - balances.get(reward.currency, 0), 0)
        closed = _closed(compiled, place, view, local.date())
        why = closed or _lacking(price, stock_left, mine_left, missing)
        if not why and reward.currency not in honoured.get(reward.partner, ()):
            why = "not_honoured"
        yield Offer(reward, price, stock_left, mine_left, missing, why)


def categories(compiled: CompiledProgramme) -> list[str]:
    """Every category of the catalogue, sorted."""
    return sorted({reward.category for reward in compiled.programme.rewards if reward.category})


def _price(compiled: CompiledProgramme, place: int, view: View) -> int | None:
    try:
        return price_of(compiled, place, view)
    except PointsError:
        return None


def _mine_left(reward: Reward, state: MemberState, local: datetime) -> int | None:
    if reward.member_limit is None:
        return None
    had = sum(state.used.get(Use(f"reward:{reward.code}", LIMIT, state.id, period), 0)
              for period in buckets(reward.limit_period, local))
    return max(reward.member_limit - had, 0)


def _closed(compiled: CompiledProgramme, place: int, view: View, day: date) -> str:
    """Why the reward is not for this member on this day at all."""
    reward = compiled.programme.rewards[place]
    if reward.starts_on and day < reward.starts_on:
        return "not_begun"
    if reward.ends_on and day > reward.ends_on:
        return "over"
    return "" if view.holds(compiled.others.get(f"/rewards/{place}/when")) else "not_for_you"


def _lacking(price: int | None, stock_left: int | None, mine_left: int | None, missing: int) -> str:
    """What is lacking for one piece."""
    lacking = (("no_price", price is None), ("out_of_stock", stock_left == 0), ("limit_reached", mine_left == 0),
               ("too_few_points", missing > 0))
    return next((code for code, lacks in lacking if lacks), "")


def _mentions(reward: Reward, text: str) -> bool:
    wanted = text.casefold().split()
    said = " ".join((reward.code, reward.category, *_said((reward.name, reward.text)))).casefold()
    return all(word in said for word in wanted)


def _said(texts: Iterable[Texts]) -> Iterator[str]:
    return (said for each in texts for said in each.values())

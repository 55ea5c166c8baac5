"""One ticket of a lottery as a plan: its price, its prize, and how it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from rules.books.adjust import last_day_of
from rules.books.draft import Draft
from rules.books.draws import Chance, Outcome, draw
from rules.books.lots import take
from rules.books.tiers import view_at
from rules.compiled import CompiledProgramme
from rules.decision import Grant
from rules.entries import DRAWN
from rules.errors import PointsError
from rules.facts import Facts, Scope
from rules.money import ZERO, number, whole
from rules.programme import DrawGame
from rules.rating.constants import whole_constant
from rules.state import Command, MemberState, Plan

PRICED = Scope(given={"reward.value": ZERO})


class DrawClosed(PointsError):
    """A lottery that does not exist, or is outside its dates."""

    code = "draw_closed"

    def __init__(self, game: str, *, why: str) -> None:
        self.game, self.why = game, why
        super().__init__(f"draw {game} is closed: {why}")


def play(
    compiled: CompiledProgramme, command: Command, state: MemberState, code: str, die: Decimal, *,
    left: Mapping[str, int], free: bool = False,
) -> tuple[Plan, Outcome]:
    """Draw one ticket, paid with points, or ``free`` with a chance that a campaign granted.

    ``left`` is the stock left of each prize that has one. The prize is a grant of kind gift, a chance used one
    of kind chance with quantity -1. Raises ``DrawClosed``, ``InsufficientPoints`` and ``RuleFailure``.
    """
    place, game = _open(compiled, code, command.day)
    facts = view_at(compiled, state, command.occurred_at).facts
    outcome = draw(chances(compiled, place, game, facts, left), die)
    draft = Draft(replace(command, reason=replace(command.reason, rule=f"draw:{code}", version=compiled.version)),
                  (state,))
    if not free:
        _pay(draft, game, state, whole(number(compiled.others[f"/draws/{place}/price"].value(facts, PRICED))))
    if outcome.prize:
        _award(draft, compiled, state, place, game, outcome.prize)
    return replace(draft.plan(state.id), grants=_grants(game, state, outcome, free)), outcome


def _open(compiled: CompiledProgramme, code: str, day: date) -> tuple[int, DrawGame]:
    for place, game in enumerate(compiled.programme.draws):
        if game.code == code:
            if (game.starts_on or date.min) <= day <= (game.ends_on or date.max):
                return place, game
            raise DrawClosed(code, why="schedule")
    raise DrawClosed(code, why="unknown")


def chances(
    compiled: CompiledProgramme, place: int, game: DrawGame, facts: Facts, left: Mapping[str, int],
) -> list[Chance]:
    """The prizes of a game with their odds for this member; raises ``RuleFailure``."""
    rules = [compiled.others[f"/draws/{place}/prizes/{inner}/odds"] for inner in range(len(game.prizes))]
    return [
        Chance(prize.code, number(rule.value(facts, PRICED)), None if prize.stock is None else left.get(prize.code, 0))
        for prize, rule in zip(game.prizes, rules, strict=True)
    ]


def _pay(draft: Draft, game: DrawGame, state: MemberState, price: int) -> None:
    if price > 0:
        owed = draft.owed(state.id, game.currency)
        draws = take(draft.lots(state.id, game.currency), game.currency, price, draft.command.day, owed=owed)
        draft.enter("burn", [(DRAWN, game.currency, price)], draws=draws)


def _award(
    draft: Draft, compiled: CompiledProgramme, state: MemberState, place: int, game: DrawGame, prize: str,
) -> None:
    """Points that a prize is worth, if it is points."""
    inner = next(inner for inner, each in enumerate(game.prizes) if each.code == prize)
    points = whole_constant(compiled, f"/draws/{place}/prizes/{inner}/points")
    if points > 0:
        last = last_day_of(compiled, draft.command, state, game.currency)
        lot = draft.new_lot(state.id, game.currency, points, last)
        draft.enter("bonus", [(DRAWN, game.currency, -points)], opens=(lot,))


def _grants(game: DrawGame, state: MemberState, outcome: Outcome, free: bool) -> tuple[Grant, ...]:
    rule = f"draw:{game.code}"
    used = (Grant(rule, "chance", game.code, Decimal(-1), state.id),) if free else ()
    won = (Grant(rule, "gift", outcome.prize, Decimal(1), state.id),) if outcome.prize else ()
    return used + won

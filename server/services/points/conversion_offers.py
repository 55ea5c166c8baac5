"""Conversions as one member may use them: their rate now, what they take, and what was chosen to happen by itself.

Errors: ``ConversionClosed`` for a conversion that cannot be chosen, ``UnknownMember``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Engine

from rules.books.conversion import ConversionClosed
from rules.books.tiers import View, view_at
from rules.compiled import CompiledProgramme
from rules.errors import RuleFailure
from rules.facts import Scope
from rules.gather import balances_on
from rules.programme import Conversion
from rules.rating.constants import whole_constant
from rules.rating.layout import figure
from rules.state import MemberState
from server.connection import MARKS
from server.db import writing
from server.ledger.load import Asked, load
from server.ledger.texts import text
from server.services.points.desk import UnknownMember
from server.versions import Versions

CHOOSE = "UPDATE member SET convert_to = {0}, version = version + 1 WHERE id = {0}"


@dataclass(frozen=True, slots=True)
class ConversionOffer:
    """Every full ``block`` gives ``gives``; it starts at ``least``. ``available`` are the member's points of it.

    ``why_not`` is "" when it can be used now, else ``not_begun``, ``over``, ``not_for_you`` or ``too_few_points``.
    ``chosen`` says that it happens by itself as points come in.
    """

    conversion: Conversion
    block: int
    gives: Decimal
    least: int
    available: int
    why_not: str
    chosen: bool

    @property
    def most(self) -> int:
        """Points of all full blocks that the member has."""
        return self.available // self.block * self.block if self.block else 0


def conversion_offers(compiled: CompiledProgramme, state: MemberState, local: datetime) -> Iterator[ConversionOffer]:
    """Every conversion out of a currency that the member has points of, or has chosen, in the programme's order."""
    balances, view = balances_on(compiled, state, local.date()), view_at(compiled, state, local)
    for place, conversion in enumerate(compiled.programme.conversions):
        chosen = state.convert_to.get(conversion.source) == conversion.code
        available = balances.get(conversion.source, 0)
        if available <= 0 and not chosen:
            continue
        block = whole_constant(compiled, f"/conversions/{place}/block")
        gives, minimum = (_said(compiled, place, name, view, available) for name in ("gives", "minimum"))
        least = max(int(minimum), block)
        why = _closed(compiled, place, view, available, local.date()) or ("too_few_points" if available < least else "")
        if block > 0 and gives > 0:
            yield ConversionOffer(conversion, block, gives, least, available, why, chosen)


def _said(compiled: CompiledProgramme, place: int, name: str, view: View, points: int) -> Decimal:
    scope = Scope(given={"conversion.points": Decimal(points)})
    try:
        return figure(compiled.others.get(f"/conversions/{place}/{name}")).at(view.facts, scope)
    except RuleFailure:
        return Decimal(0)


def _closed(compiled: CompiledProgramme, place: int, view: View, points: int, day: date) -> str:
    conversion = compiled.programme.conversions[place]
    if conversion.starts_on and day < conversion.starts_on:
        return "not_begun"
    if conversion.ends_on and day > conversion.ends_on:
        return "over"
    asked = replace(view, scope=Scope(given={**view.scope.given, "conversion.points": Decimal(points)}))
    return "" if asked.holds(compiled.others.get(f"/conversions/{place}/when")) else "not_for_you"


def choose_conversion(engine: Engine, versions: Versions, member: str, source: str, code: str, at: datetime) -> None:
    """Let points of ``source`` convert by ``code`` as they come in, "" for no longer; written under the member's lock.

    Raises ``ConversionClosed`` for a conversion that the programme does not have or does not do by itself.
    """
    compiled = versions.in_force(at)
    known = {each.code for each in compiled.programme.conversions if each.automatic and each.source == source}
    if code and code not in known:
        raise ConversionClosed(code, why="unknown")
    with writing(engine) as connection:
        loaded = load(connection, [Asked(member=member)], now=at, past_since=at)
        if member not in loaded.states:
            raise UnknownMember(member)
        chosen = {name: each for name, each in loaded.states[member].convert_to.items() if name != source}
        if code:
            chosen[source] = code
        connection.run(CHOOSE.format(MARKS[connection.kind]), (text(chosen), member))

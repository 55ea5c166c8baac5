"""What a return takes back: the points held for a purchase before it, less those held after (K8).

Points that paid part of the price come back first. Where the points to take back are found is
``rules.books.takeback``; what is short was spent, and the currency's ``overdrawn`` policy decides whether it is owed,
lost to the programme, or the return refused (K11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from rules.books.accrue import award_key, grant, growth_of, past_of, reason_of
from rules.books.draft import Draft
from rules.books.history import TAKEN_BACK
from rules.books.lots import first_of, last_of, total
from rules.books.refund import put_back
from rules.books.takeback import found_for, undo_conversions
from rules.compiled import CompiledProgramme
from rules.decision import Award, Decision, Grant
from rules.entries import BREAKAGE, LOSS
from rules.errors import PointsError
from rules.facts import Facts
from rules.state import AwardKey, Command, MemberState, PastEvent, Plan, Purchase, Spent

Key = TypeVar("Key")


class ReturnBlocked(PointsError):
    """A return would take back points that were already spent, and the currency's policy forbids it."""

    code = "return_blocked"

    def __init__(self, *, currency: str, wanted: int, available: int) -> None:
        self.currency, self.wanted, self.available = currency, wanted, available
        super().__init__(f"{wanted} {currency} to take back, {available} left")


def claw_back(
    compiled: CompiledProgramme, command: Command, purchase: Purchase, remaining: Facts, after: Decision,
    returned: tuple[Decimal, ...], states: Iterable[MemberState],
) -> Plan:
    """What a return writes, when ``after`` is the decision over the facts that ``remaining`` of the purchase.

    ``returned`` is the money off each line in all; ``states`` are the books of everyone the purchase awarded.
    Caps, budgets, growth and grants go back by the same difference. Raises ``ReturnBlocked``,
    ``MemberNotLoaded``.
    """
    draft = Draft(command, states, purchase.paid.lots if purchase.paid else ())
    kept = {award_key(award): award for award in after.awards if award.points}
    paid = _give_price_back(draft, compiled, purchase, remaining)
    granted = _more(draft, purchase, kept, after)
    less = _less(purchase, kept)
    converted = undo_conversions(draft, purchase, _by_member(less), after.version)
    for award, points in less:
        _reverse(draft, compiled, purchase, award, points, kept.get(award_key(award)), after)
    past = _past(remaining, after, purchase)
    return replace(
        draft.plan(purchase.facts.member.id), past=past, decision=after, refusals=after.refusals,
        uses=_difference(after.uses, purchase.uses), budgets=_difference(after.spent_budgets, purchase.budgets),
        growth=_difference(growth_of(after.grants), growth_of(purchase.grants)),
        grants=_grants(purchase.grants, after.grants),
        purchase=replace(
            purchase, returned=returned, held={key: award.points for key, award in kept.items()},
            awards=tuple(kept.values()), entries={**purchase.entries, **granted}, uses=after.uses,
            budgets=after.spent_budgets, grants=after.grants, converted=converted, paid=paid, past=past,
        ),
    )


def _give_price_back(
    draft: Draft, compiled: CompiledProgramme, purchase: Purchase, remaining: Facts,
) -> Spent | None:
    """Points that paid for what came back go back into their lots; they may then be taken back as well."""
    paid = purchase.paid
    if paid is None:
        return None
    left = total(paid.draws) - paid.refunded
    back = left - remaining.event.points_paid
    if back < 1:
        return paid
    draws = last_of(first_of(paid.draws, left), back)
    put_back(draft, compiled, "refund", draws, [(paid.account, paid.currency, -back)], paid.entry)
    return replace(paid, refunded=paid.refunded + back)


def _more(
    draft: Draft, purchase: Purchase, kept: Mapping[AwardKey, Award], after: Decision,
) -> dict[AwardKey, str]:
    """Awards that what remains earns on top, as when another campaign now wins its lane."""
    granted = {}
    for key, award in kept.items():
        points = award.points - purchase.held.get(key, 0)
        if points > 0:
            sources = tuple(_sources(award, _before(purchase, key)).items())
            granted[key] = grant(draft, replace(award, points=points, sources=sources), after, purchase.event).id
    return granted


def _less(purchase: Purchase, kept: Mapping[AwardKey, Award]) -> list[tuple[Award, int]]:
    """Awards of which less is held from now on, with the points to take back."""
    keys = [(award, award_key(award)) for award in purchase.awards]
    points = [(award, purchase.held.get(key, 0) - (kept[key].points if key in kept else 0)) for award, key in keys]
    return [(award, less) for award, less in points if less > 0]


def _by_member(less: Iterable[tuple[Award, int]]) -> dict[tuple[str, str], int]:
    sums: Counter[tuple[str, str]] = Counter()
    for award, points in less:
        sums[award.member, award.currency] += points
    return dict(sums)


def _reverse(
    draft: Draft, compiled: CompiledProgramme, purchase: Purchase, award: Award, points: int,
    kept: Award | None, after: Decision,
) -> None:
    found = found_for(draft, purchase.event, award.member, award.currency, points)
    policy = overdrawn(compiled, award.currency)
    if found.short and policy == "block":
        raise ReturnBlocked(currency=award.currency, wanted=points, available=points - found.short)
    back = [(account, award.currency, part) for account, part in _sources(award, kept).items()]
    back += [(BREAKAGE, award.currency, -found.lapsed), (LOSS, award.currency, -found.short * (policy == "floor"))]
    draft.enter(
        "reversal", back, draws=found.draws,
        debts={(award.member, award.currency): found.short} if found.short and policy == "owe" else {},
        reason=reason_of(after, award.rule), negates=purchase.entries.get(award_key(award), ""),
    )


def overdrawn(compiled: CompiledProgramme, currency: str) -> str:
    """The currency's policy for points that were spent: owe, floor or block (K11)."""
    policies = {setting.code: setting.overdrawn for setting in compiled.programme.currencies}
    return policies.get(currency, "owe")


def _before(purchase: Purchase, key: AwardKey) -> Award | None:
    return next((award for award in purchase.awards if award_key(award) == key), None)


def _sources(award: Award, other: Award | None) -> dict[str, int]:
    """What each source paid for ``award`` more than for ``other``."""
    paid = Counter(dict(award.sources))
    paid.subtract(dict(other.sources) if other else {})
    return {account: points for account, points in paid.items() if points}


def _past(remaining: Facts, after: Decision, purchase: Purchase) -> PastEvent:
    """The purchase's history row over what remains; once nothing does, it is a purchase no more."""
    row, bought, left = past_of(remaining, after), purchase.facts.event, remaining.event
    cost_something = bought.amount > 0 or bought.points_paid > 0
    nothing_left = left.amount <= 0 and left.points_paid == 0
    return replace(row, type=TAKEN_BACK) if cost_something and nothing_left else row


def _grants(before: Sequence[Grant], after: Sequence[Grant]) -> tuple[Grant, ...]:
    """Grants that came on top, and those to take back, with a negative quantity."""
    changes: dict[Grant, Decimal] = {}
    for sign, grants in ((1, after), (-1, before)):
        for given in grants:
            unit = replace(given, quantity=Decimal(1))
            changes[unit] = changes.get(unit, Decimal(0)) + sign * given.quantity
    return tuple(replace(unit, quantity=quantity) for unit, quantity in changes.items() if quantity)


def _difference(after: Mapping[Key, int], before: Mapping[Key, int]) -> dict[Key, int]:
    changes = {key: after.get(key, 0) - before.get(key, 0) for key in {**before, **after}}
    return {key: points for key, points in changes.items() if points}

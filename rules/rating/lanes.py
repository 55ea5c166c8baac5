"""Lanes: of the campaigns in one lane only one counts, the best for the member or the first by priority."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from rules.rating.sheet import Due, Sheet

Worth = TypeVar("Worth", int, Decimal)
Rival = TypeVar("Rival")


def winners(sheet: Sheet, dues: list[Due]) -> list[Due]:
    """The dues that count, in order of priority and code; the losers are refused with who won."""
    ordered = sorted(dues, key=lambda due: due.terms.order)
    lanes: dict[str, list[Due]] = {}
    for due in ordered:
        if due.terms.compiled.campaign.lane:
            lanes.setdefault(due.terms.compiled.campaign.lane, []).append(due)
    lost = {due.terms.position for lane, rivals in lanes.items() for due in _losers(sheet, lane, rivals)}
    return [due for due in ordered if due.terms.position not in lost]


def _losers(sheet: Sheet, lane: str, rivals: list[Due]) -> list[Due]:
    """Who loses a lane: all but the winner, or all but the one that already won it by a discount."""
    best = winner_of(sheet.layout.lanes.get(lane, "best"), [(due.total, due) for due in rivals])
    code = sheet.taken.get(lane, best.terms.code)
    losers = [due for due in rivals if due.terms.code != code]
    for due in losers:
        data = {"lane": lane, "won_by": code, "points": str(due.total)}
        sheet.refuse(due.terms.rule, "lane_lost", data if lane in sheet.taken else {**data, "best": str(best.total)})
    return losers


def winner_of(rule: str, rivals: list[tuple[Worth, Rival]]) -> Rival:
    """The winner of rivals with their worth, in order of priority: ``best`` is worth most, ties go to the earlier."""
    if rule == "first":
        return rivals[0][1]
    return max(rivals, key=lambda rival: rival[0])[1]

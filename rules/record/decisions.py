"""Decisions as text and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from rules.decision import Award, Cut, Decision, Discount, Grant, Refusal
from rules.record.scalars import counters_json, counters_of, encode, uses_json, uses_of


def decision_to_json(decision: Decision) -> str:
    """The whole answer, as one line of JSON; parts that are empty are left out."""
    plain: dict[str, Any] = {
        "awards": [_award(award) for award in decision.awards],
        "refusals": [[each.rule, each.why, each.data] if each.data else [each.rule, each.why]
                     for each in decision.refusals],
        "discounts": [[each.rule, str(each.amount), [str(share) for share in each.shares]]
                      for each in decision.discounts],
        "grants": [[each.rule, each.kind, each.code, str(each.quantity), each.member] for each in decision.grants],
        "spent_budgets": decision.spent_budgets, "uses": uses_json(decision.uses),
        "progress": counters_json(decision.progress, None), "candidates": decision.candidates,
        "qualifying": decision.qualifying,
    }
    whole = {name: part for name, part in plain.items() if part}
    return encode({"version": decision.version, "event": decision.event, **whole})


def _award(award: Award) -> list[Any]:
    row = [award.rule, award.benefit, award.kind, award.member, award.currency, award.points, str(award.exact),
           award.expires_on and award.expires_on.isoformat(), award.available_on and award.available_on.isoformat(),
           award.sources]
    if award.cuts:
        row.append([(cut.by, cut.due, cut.given) for cut in award.cuts])
    return row


def decision_from_json(text: str) -> Decision:
    """The decision again; raises ValueError, KeyError or TypeError for a text ``decision_to_json`` never wrote."""
    plain: dict[str, Any] = json.loads(text)
    return Decision(
        version=plain["version"], event=plain["event"],
        awards=tuple(_award_of(*row) for row in plain.get("awards", ())),
        refusals=tuple(Refusal(*row) for row in plain.get("refusals", ())),
        discounts=tuple(Discount(rule, Decimal(amount), tuple(Decimal(share) for share in shares))
                        for rule, amount, shares in plain.get("discounts", ())),
        grants=tuple(Grant(rule, kind, code, Decimal(quantity), member)
                     for rule, kind, code, quantity, member in plain.get("grants", ())),
        spent_budgets=plain.get("spent_budgets", {}), uses=uses_of(plain.get("uses", [])),
        progress=counters_of(plain.get("progress", []), None),
        candidates=tuple((position, mask) for position, mask in plain.get("candidates", ())),
        qualifying=plain.get("qualifying", {}),
    )


def _award_of(
    rule: str, benefit: int, kind: Any, member: str, currency: str, points: int, exact: str,
    expires_on: str | None, available_on: str | None, sources: list[list[Any]], cuts: Any = (),
) -> Award:
    return Award(
        rule, benefit, kind, member, currency, points, Decimal(exact),
        date.fromisoformat(expires_on) if expires_on else None,
        date.fromisoformat(available_on) if available_on else None,
        tuple((account, part) for account, part in sources),
        tuple(Cut(by, due, given) for by, due, given in cuts),
    )

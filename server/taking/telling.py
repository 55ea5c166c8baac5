"""The answer of an event: sentences in the member's own language, and what the member allows its partner to know."""

from __future__ import annotations

from typing import Any

import msgspec

from rules.compiled import CompiledProgramme
from rules.intake import answer_for
from rules.programme import LOCALES
from rules.sentence import Speaker, of_award, of_refusal
from rules.state import MemberState, Plan

OWN_CURRENCY = "server.taking.telling.own_currency"
LANGUAGE = "language"
"""The member attribute that holds a locale."""


def answer_of(compiled: CompiledProgramme, event: str, plan: Plan, before: MemberState, after: MemberState, *,
              partner: str, consents: bool) -> bytes:
    """The 200 answer as JSON bytes: what the event brought, with its sentences, and what the partner may know."""
    speaker = _speaker(compiled, before)
    told = as_allowed({**answer_for(plan, before, after), "event": event}, compiled, partner, consents=consents)
    own = [award for award in plan.decision.awards if award.member == plan.member] if plan.decision else []
    for said, award in zip(told["awards"], own, strict=True):
        said["sentence"] = of_award(award, speaker)
    for said, refusal in zip(told["refusals"], plan.refusals, strict=True):
        said["sentence"] = of_refusal(refusal, speaker)
    return msgspec.json.encode(told)


def as_allowed(told: dict[str, Any], compiled: CompiledProgramme, partner: str, *, consents: bool) -> dict[str, Any]:
    """An answer as its partner may have it: without consent its own currency's balance, neither tier nor growth."""
    if consents:
        return {**told, "consents": True}
    own = own_currency(compiled, partner)
    balances = {code: each for code, each in told["balances"].items() if code == own}
    return {**told, "tier": None, "growth": None, "balances": balances, "consents": False}


def own_currency(compiled: CompiledProgramme, partner: str) -> str:
    """What the partner's purchases earn, "" for one that the version does not know."""
    known: dict[str, str] | None = compiled.memo.get(OWN_CURRENCY)
    if known is None:
        known = compiled.memo[OWN_CURRENCY] = {each.code: each.currency for each in compiled.programme.partners}
    return known.get(partner, "")


def _speaker(compiled: CompiledProgramme, member: MemberState) -> Speaker:
    """The speaker of the member's language, English for one that is not spoken here; made once per version."""
    wanted = str(member.attributes.get(LANGUAGE, ""))
    locale = wanted if wanted in LOCALES else LOCALES[0]
    found: Speaker | None = compiled.memo.get(f"speaker:{locale}")
    if found is None:
        found = compiled.memo[f"speaker:{locale}"] = Speaker.of(compiled.programme, locale)
    return found

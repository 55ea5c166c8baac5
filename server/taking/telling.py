"""The answer of an event in the member's own language: a sentence for each award and each refusal."""

from __future__ import annotations

from typing import Any

import msgspec

from rules.compiled import CompiledProgramme
from rules.intake import answer_for
from rules.programme import LOCALES
from rules.sentence import Speaker, of_award, of_refusal
from rules.state import MemberState, Plan

LANGUAGE = "language"
"""The member attribute that holds a locale."""


def answer_of(compiled: CompiledProgramme, event: str, plan: Plan, before: MemberState, after: MemberState) -> bytes:
    """The 200 answer as JSON bytes: what the event brought, with its sentences."""
    speaker = _speaker(compiled, before)
    told: dict[str, Any] = {**answer_for(plan, before, after), "event": event}
    own = [award for award in plan.decision.awards if award.member == plan.member] if plan.decision else []
    for said, award in zip(told["awards"], own, strict=True):
        said["sentence"] = of_award(award, speaker)
    for said, refusal in zip(told["refusals"], plan.refusals, strict=True):
        said["sentence"] = of_refusal(refusal, speaker)
    return msgspec.json.encode(told)


def _speaker(compiled: CompiledProgramme, member: MemberState) -> Speaker:
    """The speaker of the member's language, English for one that is not spoken here; made once per version."""
    wanted = str(member.attributes.get(LANGUAGE, ""))
    locale = wanted if wanted in LOCALES else LOCALES[0]
    found: Speaker | None = compiled.memo.get(f"speaker:{locale}")
    if found is None:
        found = compiled.memo[f"speaker:{locale}"] = Speaker.of(compiled.programme, locale)
    return found

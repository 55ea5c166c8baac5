"""What became of a rule, for the member: an award with what cut it, a refusal with its reason."""

from __future__ import annotations

from rules.decision import Award, Cut, Refusal
from rules.sentence.phrases_campaign import CAMPAIGN
from rules.sentence.speaker import Speaker


def of_award(award: Award, speaker: Speaker) -> str:
    """``Double Beans: 250 Beans; the limit left 200 of 250``."""
    currency = speaker.name("currencies", award.currency)
    phrase = "award_base" if award.kind == "base" else "award_bonus"
    said = _say(speaker, phrase, name=_name(award.rule, speaker), points=f"{award.points:,}", currency=currency)
    for cut in award.cuts:
        said = _say(speaker, "award_cut", award=said, limit=_limit(cut, speaker), given=f"{cut.given:,}",
                    due=f"{cut.due:,}")
    return said


def of_refusal(refusal: Refusal, speaker: Speaker) -> str:
    """``the budget of The pot is used up``."""
    winner = speaker.name("campaigns", refusal.data.get("won_by", ""))
    return _say(speaker, f"no_{refusal.why}", name=_name(refusal.rule, speaker), won_by=winner)


def _limit(cut: Cut, speaker: Speaker) -> str:
    """Which limit took points off: a cap, the member-wide cap, a budget or a pool."""
    kind = cut.by.partition(":")[0]
    return _say(speaker, f"by_{kind}" if f"by_{kind}" in CAMPAIGN else "by_budget")


def _name(rule: str, speaker: Speaker) -> str:
    kind, _, code = rule.partition(":")
    return speaker.name("campaigns", code) if kind == "campaign" else code


def _say(speaker: Speaker, phrase: str, **parts: object) -> str:
    return speaker.pick(CAMPAIGN[phrase]).format(**parts)

"""One line of the history as a member reads it: what it was, what it changed, and why, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext, lazy_gettext, to_user_timezone

from rules.compiled import CompiledProgramme
from rules.decision import Award, Decision, Refusal
from rules.programme import Programme
from rules.sentence import Speaker, of_award, of_refusal
from server.ledger.values import decision_of
from server.member.formats import change_of, named, said
from server.services.members.campaigns_for import CODE, sentence_of, speaker_of
from server.services.members.statements_of_account import Change, Line, Part
from server.versions import NothingPublished, Versions

NOT_TOLD = frozenset({"audience", "holdout", "schedule", "paused", "rule_failed", "condition_false", "nothing_due"})
"""Reasons that say nothing about this purchase to the one who made it."""
SIGNED = frozenset({"conversion", "transfer", "adjustment"})
TITLES = {
    "transaction.completed": lazy_gettext("Purchase"), "transaction.returned": lazy_gettext("Return"),
    "member.joined": lazy_gettext("Welcome"), "points.converted": lazy_gettext("Conversion"),
    "points.transferred": lazy_gettext("Points given"), "points.adjusted": lazy_gettext("Correction"),
    "balance.imported": lazy_gettext("Brought along"), "points.paid": lazy_gettext("Paid with points"),
    "points.held": lazy_gettext("Set aside for a payment"), "hold.captured": lazy_gettext("Paid with points"),
    "hold.released": lazy_gettext("Payment called off"), "hold.lapsed": lazy_gettext("Payment called off"),
    "points.refunded": lazy_gettext("Points back"), "voucher.lapsed": lazy_gettext("Voucher ended"),
}
"""What each type of event is called."""
TITLES_BY_KIND = {
    "expiry": lazy_gettext("Expired points"),
    "release": lazy_gettext("Points set free"),
    "transfer": lazy_gettext("A gift for you"),
    "bonus": lazy_gettext("Bonus"),
    "refund": lazy_gettext("Points back"),
    "reversal": lazy_gettext("Taken back"),
    "conversion": lazy_gettext("Conversion"),
}
"""What an event without a name of its own is called by what it did, the more telling first."""
SENTENCES = {
    "release": lazy_gettext("%(points)s can be spent from now on"),
    "burn": lazy_gettext("%(points)s spent"),
    "capture": lazy_gettext("%(points)s spent"),
    "hold": lazy_gettext("%(points)s set aside"),
    "refund": lazy_gettext("%(points)s given back"),
    "expiry": lazy_gettext("%(points)s were not used in time"),
    "reversal": lazy_gettext("%(points)s taken back, because goods came back"),
    "transfer": lazy_gettext("%(points)s between members"),
    "adjustment": lazy_gettext("%(points)s corrected by our staff"),
}
"""What an entry of each kind did."""


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence, the rule behind it in words, and whether it tells of points that were not given."""

    sentence: str
    rule: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A line: its title, the points it moved by currency, and its sentences."""

    event: str
    at: datetime
    title: str
    partner: str
    amount: Decimal | None
    changes: tuple[tuple[str, int], ...]
    whys: tuple[Why, ...]

    @property
    def day(self) -> date:
        """The local day, by the programme's clock."""
        return to_user_timezone(self.at).date()


def told(versions: Versions, line: Line, present: CompiledProgramme, locale: str) -> Told:
    """The line in words, by the version that decided it."""
    programme, decided = present.programme, _version(versions, line, present)
    speaker = speaker_of(decided, locale)
    decision = decision_of(line.outcome) if line.outcome else Decision("", "")
    whys = (*(_part(part, decision, decided, speaker) for part in line.parts),
            *_refused(decision, decided.programme, speaker))
    return Told(line.event, line.at, _title(line, programme), _partner(line, programme), line.amount,
                tuple((code, moved) for code, moved in line.changes.items() if moved), whys)


def _version(versions: Versions, line: Line, present: CompiledProgramme) -> CompiledProgramme:
    """The version that decided; the present one for what no decision made."""
    try:
        return versions.by_hash(line.version) if line.version else present
    except NothingPublished:
        return present


def _title(line: Line, programme: Programme) -> str:
    reward = named(line.reward, "rewards", programme) if line.reward else ""
    return reward or str(TITLES.get(line.type, "")) or _campaign(line, programme) or _other(line)


def _partner(line: Line, programme: Programme) -> str:
    return named(line.partner, "partners", programme) if line.partner else ""


def _campaign(line: Line, programme: Programme) -> str:
    """The name of the one campaign that something was done for, "" when it was none or several."""
    rules = {part.rule for part in line.parts if part.kind == "bonus" and part.rule.startswith("campaign:")}
    return named(rules.pop().removeprefix("campaign:"), "campaigns", programme) if len(rules) == 1 else ""


def _other(line: Line) -> str:
    """A title by what the entries are, where the event has none of its own."""
    kinds = {part.kind for part in line.parts}
    for kind, title in TITLES_BY_KIND.items():
        if kind in kinds:
            return str(title)
    return gettext("Activity") if line.type.startswith("activity.") else gettext("Points")


def _part(part: Part, decision: Decision, decided: CompiledProgramme, speaker: Speaker) -> Why:
    """Why one entry was made."""
    programme, award = decided.programme, _award_of(part, decision)
    kind, _, code = part.rule.partition(":")
    if award is not None:
        return Why(of_award(award, speaker), _rule(award, decided, speaker))
    moved = ", ".join(_moved(change, part.kind, programme) for change in part.changes)
    return Why(_sentence(part, kind, code, moved, programme))


def _moved(change: Change, kind: str, programme: Programme) -> str:
    """Points of one currency; their sign where the sentence does not tell the direction."""
    said = change_of(change.points or change.spendable, change.currency, programme)
    return said if kind in SIGNED else said.lstrip("+\N{MINUS SIGN}")


def _award_of(part: Part, decision: Decision) -> Award | None:
    """The award that an entry gave."""
    moved = {(change.currency, change.points) for change in part.changes}
    return next((award for award in decision.awards if award.rule == part.rule
                 and part.kind in ("accrual", "bonus") and (award.currency, award.points) in moved), None)


def _rule(award: Award, decided: CompiledProgramme, speaker: Speaker) -> str:
    """The campaign's rule in words, under its award; nothing for base points, nor for what would read like code."""
    code = award.rule.removeprefix("campaign:")
    campaign = next((each for each in decided.programme.campaigns if each.code == code), None)
    said = sentence_of(decided, campaign, speaker.locale) if campaign and award.kind == "bonus" else ""
    return "" if CODE.search(said) else said


def _sentence(part: Part, kind: str, code: str, moved: str, programme: Programme) -> str:
    if kind == "tier":
        return gettext("%(points)s for reaching %(tier)s", points=moved, tier=named(code, "tiers", programme))
    if kind == "campaign":
        name = named(code, "campaigns", programme)
        if part.kind == "reversal":
            return gettext("%(points)s of %(campaign)s taken back, because goods came back", points=moved,
                           campaign=name)
        return gettext("%(campaign)s: %(points)s", campaign=name, points=moved)
    if part.kind == "conversion":
        return gettext("Converted: %(points)s", points=moved)
    if part.kind == "adjustment" and part.reason:
        return gettext("%(points)s: %(reason)s", points=moved, reason=part.reason)
    return _plain(part.kind, moved)


def _plain(kind: str, moved: str) -> str:
    sentence = SENTENCES.get(kind)
    return str(sentence) % {"points": moved} if sentence else moved


def _refused(decision: Decision, programme: Programme, speaker: Speaker) -> Iterator[Why]:
    """What did not pay, and why, as far as it concerns this purchase; the marketer's own words come first."""
    paid = {award.rule for award in decision.awards}
    for refusal in decision.refusals:
        if refusal.rule.startswith("campaign:") and refusal.why not in NOT_TOLD and refusal.rule not in paid:
            yield Why(_own_words(refusal, programme) or _capital(of_refusal(refusal, speaker)), refused=True)


def _own_words(refusal: Refusal, programme: Programme) -> str:
    code = refusal.rule.removeprefix("campaign:")
    reasons = next((each.reasons for each in programme.campaigns if each.code == code), {})
    return said(reasons.get(refusal.why))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]



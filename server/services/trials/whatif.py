"""What if this draft had been in force: the decisions of the last days once more, beside what was really paid.

Each stored decision is rated again under the draft, from its stored facts; figures of the past that only the draft
asks for are gathered from the stored past as of then. Campaigns that the draft leaves as they were keep the counters,
limits and budgets that were stored; the changed ones keep books of their own, which begin with the window. Tiers and
balances are those that were really held. What comes back of a purchase of the window takes back what either side gave;
returns of earlier purchases are left out on both sides. The same rows and the same draft give the same result, to the
letter: nothing reads a clock or a die.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import Engine

from rules.compiled import CompiledProgramme
from rules.decision import Award, Decision
from rules.facts import Counter as Progress
from rules.facts import Facts, Use
from rules.intake import net_facts, wanted_by
from rules.programme import Programme
from rules.rating.rate import rate
from rules.rating.rerate import Returned, padded, rerate
from server.columns import micros
from server.connection import MARKS
from server.db import reading
from server.ledger.values import returned_of
from server.services.trials.decisions import Stored, after
from server.services.trials.trying_on import PastBooks, budgets_of, pools_left
from server.versions import Versions

TOP = 8
SPENT = ("budget_gone",)
CENT = Decimal("0.01")
FOUND = ("history", "progress", "used", "budgets")
"""What a draft finds otherwise than the programme that was in force."""
CAME_BACK = """
WITH asked (member_id, event_id) AS (VALUES {0})
SELECT r.event_id FROM asked a JOIN purchase_remainder r ON r.member_id = a.member_id AND r.event_id = a.event_id"""


@dataclass(slots=True)
class Side:
    """What one side pays: really, or under the draft. Points by what is told of them."""

    points: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    members: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    discounts: Decimal = Decimal(0)
    gone: dict[str, date] = field(default_factory=dict)
    """The day on which a campaign's budget was first found empty, or gave less than was due."""

    def add(self, decision: Decision, on: date) -> None:
        """Count one decision in."""
        self._count(decision, on, 1)
        cut = {award.rule for award in decision.awards if _is_cut(award)}
        for rule in cut | {refusal.rule for refusal in decision.refusals if refusal.why in SPENT}:
            self.gone.setdefault(rule, on)

    def exchange(self, before: Decision, after: Decision, on: date) -> None:
        """Count what a return leaves of a purchase, in place of what was held for it."""
        self._count(before, on, -1)
        self._count(after, on, 1)

    def _count(self, decision: Decision, on: date, sign: int) -> None:
        for award in decision.awards:
            self.points[award.rule] += sign * award.points
            self.members[award.member] += sign * award.points
            self.days[on] += sign * award.points
            self.currencies[award.currency] += sign * award.points
        for rule in {award.rule for award in decision.awards if award.points}:
            self.times[rule] += sign
        self.discounts += sign * sum((each.amount for each in decision.discounts), Decimal(0))


@dataclass(slots=True)
class Bought:
    """A purchase of which something comes back: what the draft found for it beyond its stored facts, and what either
    side holds for it now."""

    found: Mapping[str, Any]
    really: Decision
    draft: Decision


class Replay:
    """One draft going through decisions in the order in which they were recorded."""

    def __init__(self, engine: Engine, versions: Versions, compiled: CompiledProgramme) -> None:
        self.engine, self.versions, self.compiled = engine, versions, compiled
        self.really, self.draft = Side(), Side()
        self.events = self.returns = self.left_out = 0
        self.first: date | None = None
        self._progress: dict[str, dict[tuple[str, str], Progress]] = {}
        self._used: Counter[Use] = Counter()
        self._budgets = budgets_of(compiled.programme)
        with reading(engine) as connection:
            self._budgets |= pools_left(connection, compiled.programme)
        self._same: dict[str, frozenset[str]] = {}
        self._past = PastBooks(engine)
        self._bought: dict[str, Bought] = {}

    def take(self, listed: Sequence[Stored]) -> None:
        """Rate the next decisions."""
        told = [(stored, stored.known(), returned_of(stored.facts)) for stored in listed]
        bought = [facts for _, facts, returned in told if returned is None]
        self._past.fetch(facts.member.id for facts in bought if set(self.compiled.needs) - facts.history.keys())
        came_back = self._came_back(bought)
        for stored, facts, returned in told:
            if returned is None:
                self._rate(stored, facts, comes_back=facts.event.id in came_back)
            else:
                self._return(stored, facts, returned)

    def _came_back(self, bought: Sequence[Facts]) -> frozenset[str]:
        """Those of which something came back, until today."""
        keys = [key for facts in bought for key in (facts.member.id, facts.event.id)]
        if not keys:
            return frozenset()
        with reading(self.engine) as connection:
            mark = MARKS[connection.kind]
            rows = connection.rows(CAME_BACK.format(", ".join([f"({mark}, {mark})"] * len(bought))), keys)
        return frozenset(row[0] for row in rows)

    def _rate(self, stored: Stored, facts: Facts, *, comes_back: bool) -> None:
        same = self._unchanged(stored.version)
        found, really = self._facts(facts, same), stored.decision()
        decision = rate(self.compiled, found)
        if decision.progress:
            self._progress.setdefault(facts.member.id, {}).update(decision.progress)
        self._book(decision, same, 1)
        on = facts.event.occurred_at.date()
        self.events += 1
        self.first = self.first or on
        self.really.add(really, on)
        self.draft.add(decision, on)
        if comes_back:
            self._bought[facts.event.id] = Bought({name: getattr(found, name) for name in FOUND}, really, decision)

    def _return(self, stored: Stored, facts: Facts, returned: Returned) -> None:
        """Rate what remains of a purchase on both sides; ``facts`` are the purchase's."""
        self.returns += 1
        bought = self._bought.get(facts.event.id)
        if bought is None:
            self.left_out += 1
            return
        same, really = self._unchanged(stored.version), stored.decision()
        after = Decision(self.compiled.version, facts.event.id)
        if any(returned) or really.awards:
            found = replace(facts, **bought.found)
            after = rerate(self.compiled, found, self._at_draft_prices(stored, facts, found, returned))
        self._book(bought.draft, same, -1)
        self._book(after, same, 1)
        on = stored.recorded_at.astimezone(facts.event.occurred_at.tzinfo).date()
        self.really.exchange(bought.really, really, on)
        self.draft.exchange(bought.draft, after, on)
        bought.really, bought.draft = really, after

    def _at_draft_prices(self, stored: Stored, facts: Facts, found: Facts, returned: Returned) -> Returned:
        """The same part of every line as came back of what was really paid for it; a draft may take other discounts."""
        really = net_facts(self.versions.by_hash(stored.version), facts).event.lines
        draft = net_facts(self.compiled, found).event.lines
        return tuple(
            back if one.amount == other.amount else _part(back, one.amount, other.amount)
            for one, other, back in zip(really, draft, padded(really, returned), strict=True))

    def _unchanged(self, version: str) -> frozenset[str]:
        """Campaigns that the draft has exactly as this version had them."""
        if version not in self._same:
            then = {each.code: each for each in self.versions.by_hash(version).programme.campaigns}
            self._same[version] = frozenset(
                each.code for each in self.compiled.programme.campaigns if then.get(each.code) == each)
        return self._same[version]

    def _facts(self, facts: Facts, same: frozenset[str]) -> Facts:
        """The facts as the draft would have found them."""
        member = facts.member.id
        progress = {key: counter for key, counter in facts.progress.items() if key[0] in same}
        progress |= {key: counter for key, counter in self._mine(member) if key[0] not in same}
        complete = replace(self._past.told(self.compiled, facts), progress=progress)
        wanted = wanted_by(self.compiled, complete)
        budgets = {code: self._left(code, facts, same) for code in wanted.budgets}
        used = {use: facts.used.get(use, 0) if use.campaign in same or not use.campaign else self._used[use]
                for use in wanted.uses}
        return replace(complete, budgets=budgets, used=used)

    def _mine(self, member: str) -> list[tuple[tuple[str, str], Progress]]:
        """What the draft's own books count for a member."""
        return list(self._progress.get(member, {}).items())

    def _left(self, code: str, facts: Facts, same: frozenset[str]) -> int:
        if code in facts.budgets and (code in same or code.startswith("pool:")):
            return facts.budgets[code]
        return max(self._budgets.get(code, 0), 0)

    def _book(self, decision: Decision, same: frozenset[str], sign: int) -> None:
        """Limits and budgets of the changed campaigns after a decision, or (-1) without it. Counters never go back."""
        for use, points in decision.uses.items():
            if use.campaign not in same:
                self._used[use] += sign * points
        for code, points in decision.spent_budgets.items():
            if code in self._budgets and code not in same:
                self._budgets[code] -= sign * points

    def result(self, campaign: str) -> dict[str, Any]:
        """What came of it, as plain data with whole numbers and texts."""
        programme = self.compiled.programme
        return {
            "events": self.events, "returns": self.returns - self.left_out, "left_out": self.left_out,
            "really": _side(self.really, programme), "draft": _side(self.draft, programme),
            "campaigns": _campaigns(self.really, self.draft), "days": _days(self.really, self.draft),
            "members": self._members(), "budget": self._budget(campaign),
        }

    def _members(self) -> dict[str, Any]:
        """Who gets more and who gets less, and the most of both."""
        moved = {member: self.draft.members[member] - self.really.members[member]
                 for member in self.really.members.keys() | self.draft.members.keys()}
        by_size = sorted(moved.items(), key=lambda each: (-each[1], each[0]))
        winners, losers = [each for each in by_size if each[1] > 0], [each for each in by_size[::-1] if each[1] < 0]
        return {"winners": len(winners), "losers": len(losers), "same": len(moved) - len(winners) - len(losers),
                "most": [self._moved(each) for each in winners[:TOP]],
                "least": [self._moved(each) for each in losers[:TOP]]}

    def _moved(self, each: tuple[str, int]) -> dict[str, Any]:
        member, points = each
        return {"member": member, "points": points, "really": self.really.members[member],
                "draft": self.draft.members[member]}

    def _budget(self, code: str) -> dict[str, Any]:
        """How the budget of the campaign that is looked at went: the day it ran out, None while it lasted."""
        rule = f"campaign:{code}"
        total = budgets_of(self.compiled.programme).get(code)
        return {"total": total, "left": self._budgets.get(code) if total is not None else None,
                "runs_out": _day(self.draft.gone.get(rule)), "ran_out": _day(self.really.gone.get(rule))}


def run_over(engine: Engine, versions: Versions, compiled: CompiledProgramme, since: datetime, until: datetime,
             beat: Callable[[int], None] | None = None) -> Replay:
    """Go over every decision recorded in [since, until); ``beat`` hears how many are done after each part."""
    replay, last = Replay(engine, versions, compiled), (micros(since) - 1, "")
    while found := [each for each in after(engine, last) if each.recorded_at < until]:
        replay.take(found)
        last = (micros(found[-1].recorded_at), found[-1].id)
        if beat:
            beat(replay.events + replay.returns)
    return replay


def _is_cut(award: Award) -> bool:
    """Whether a budget or a pool gave less than was due."""
    return any(cut.by.startswith(("budget", "pool")) for cut in award.cuts)


def _part(back: Decimal, of: Decimal, other: Decimal) -> Decimal:
    """As much of ``other`` as ``back`` is of ``of``, to the cent."""
    return (other * back / of).quantize(CENT, ROUND_HALF_EVEN) if of else Decimal(0)


def _side(side: Side, programme: Programme) -> dict[str, Any]:
    prices = {each.code: each.price for each in programme.currencies}
    cost = sum((prices.get(code, Decimal(0)) * points for code, points in side.currencies.items()), Decimal(0))
    bonus = sum(points for rule, points in side.points.items() if rule.startswith("campaign:"))
    return {"points": side.points.total(), "bonus": bonus, "cost": f"{cost + side.discounts:.2f}",
            "discounts": f"{side.discounts:.2f}", "members": sum(points > 0 for points in side.members.values())}


def _campaigns(really: Side, draft: Side) -> list[dict[str, Any]]:
    rules = sorted(rule for rule in really.points.keys() | draft.points.keys())
    return [{"rule": rule, "really": really.points[rule], "draft": draft.points[rule],
             "really_times": really.times[rule], "draft_times": draft.times[rule]} for rule in rules]


def _days(really: Side, draft: Side) -> list[list[Any]]:
    days = sorted(really.days.keys() | draft.days.keys())
    return [[day.isoformat(), really.days[day], draft.days[day]] for day in days]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


"""What if this draft had been in force: the decisions of the last days once more, beside what was really paid.

Each stored decision is rated again under the draft, from its stored facts; figures of the past that only the draft
asks for are gathered from the stored past as of then. Campaigns that the draft leaves as they were keep the counters,
limits and budgets that were stored; the changed ones keep books of their own, which begin with the window. Tiers and
balances are those that were really held. Returns are left out on both sides. The same rows and the same draft give the
same result, to the letter: nothing reads a clock or a die.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from rules.compiled import CompiledProgramme
from rules.decision import Award, Decision
from rules.facts import Counter as Progress
from rules.facts import Facts, Use
from rules.intake import wanted_by
from rules.programme import Programme
from rules.rating.rate import rate
from server.columns import micros
from server.db import reading
from server.ledger.values import returned_of
from server.services.trials.decisions import Stored, after
from server.services.trials.trying_on import PastBooks, budgets_of, pools_left
from server.versions import Versions

TOP = 8
SPENT = ("budget_gone",)


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
        for award in decision.awards:
            self._award(award, on)
        self.times.update({award.rule for award in decision.awards})
        self.discounts += sum((each.amount for each in decision.discounts), Decimal(0))
        for refusal in decision.refusals:
            if refusal.why in SPENT:
                self.gone.setdefault(refusal.rule, on)

    def _award(self, award: Award, on: date) -> None:
        self.points[award.rule] += award.points
        self.members[award.member] += award.points
        self.days[on] += award.points
        self.currencies[award.currency] += award.points
        if any(cut.by.startswith(("budget", "pool")) for cut in award.cuts):
            self.gone.setdefault(award.rule, on)


class Replay:
    """One draft going through decisions in the order in which they were recorded."""

    def __init__(self, engine: Engine, versions: Versions, compiled: CompiledProgramme) -> None:
        self.engine, self.versions, self.compiled = engine, versions, compiled
        self.really, self.draft = Side(), Side()
        self.events = self.returns = 0
        self.first: date | None = None
        self._progress: dict[str, dict[tuple[str, str], Progress]] = {}
        self._used: Counter[Use] = Counter()
        self._budgets = budgets_of(compiled.programme)
        with reading(engine) as connection:
            self._budgets |= pools_left(connection, compiled.programme)
        self._same: dict[str, frozenset[str]] = {}
        self._past = PastBooks(engine)

    def take(self, listed: Sequence[Stored]) -> None:
        """Rate the next decisions."""
        told = [(stored, stored.known()) for stored in listed if not self._is_return(stored)]
        missing = [facts.member.id for _, facts in told if any(n not in facts.history for n in self.compiled.needs)]
        self._past.fetch(missing)
        for stored, facts in told:
            self._rate(stored, facts)

    def _is_return(self, stored: Stored) -> bool:
        is_return = returned_of(stored.facts) is not None
        self.returns += is_return
        return is_return

    def _rate(self, stored: Stored, facts: Facts) -> None:
        same = self._unchanged(stored.version)
        decision = rate(self.compiled, self._facts(facts, same))
        self._keep(decision, facts, same)
        on = facts.event.occurred_at.date()
        self.events += 1
        self.first = self.first or on
        self.really.add(stored.decision(), on)
        self.draft.add(decision, on)

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

    def _keep(self, decision: Decision, facts: Facts, same: frozenset[str]) -> None:
        """Books of the changed campaigns after a decision."""
        if decision.progress:
            self._progress.setdefault(facts.member.id, {}).update(decision.progress)
        self._used.update({use: points for use, points in decision.uses.items() if use.campaign not in same})
        for code, points in decision.spent_budgets.items():
            if code in self._budgets and code not in same:
                self._budgets[code] -= points

    def result(self, campaign: str) -> dict[str, Any]:
        """What came of it, as plain data with whole numbers and texts."""
        programme = self.compiled.programme
        return {
            "events": self.events, "returns": self.returns,
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


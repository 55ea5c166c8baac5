"""A coalition in memory: what a server keeps in its database, kept in dictionaries, on a clock the story sets.

It loads states, calls the same planning functions as the server and writes their plans. What a step of an
example means stands in ``rules.stories.deeds``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.books import apply
from rules.books.draft import Draft
from rules.books.passing import day_begins, due_day
from rules.books.pools import Due, due_injections, inject
from rules.books.settlement import prices_of, settle, totals_of
from rules.compiled import CompiledProgramme
from rules.entries import ADJUSTED, Entry, Reason, held, issued
from rules.facts import Use
from rules.gather import tier_code
from rules.intake import Shared, Wanted
from rules.state import Command, MemberState, PastEvent, Plan, Purchase, TierStanding

Key = tuple[str, str]
"""Partner and the partner's own reference."""
BEFORE_ALL = datetime(1, 1, 2, tzinfo=UTC)
GIVEN = Reason(person="the example", text="given")


class World:
    """Members, ledger and versions of one example. A member's id is the name the example gives it."""

    def __init__(self, compiled: CompiledProgramme) -> None:
        self.versions: list[tuple[datetime, CompiledProgramme]] = [(BEFORE_ALL, compiled)]
        self.now = BEFORE_ALL
        self.members: dict[str, MemberState] = {}
        self.entries: list[Entry] = []
        self.accounts: Counter[tuple[str, str]] = Counter()
        self.spent: Counter[str] = Counter()
        self.used: Counter[Use] = Counter()
        self.purchases: dict[Key, Purchase] = {}
        self._injected: set[str] = set()

    def in_force(self, at: datetime) -> CompiledProgramme:
        """The version for something that happened at ``at``; of two with one effective time the later counts."""
        instants = [effective for effective, _ in self.versions]
        return self.versions[max(bisect_right(instants, at.astimezone(UTC)) - 1, 0)][1]

    def publish(self, compiled: CompiledProgramme, effective: datetime) -> None:
        """Bring a version into force from ``effective`` on."""
        self.versions.append((effective.astimezone(UTC), compiled))
        self.versions.sort(key=lambda version: version[0])

    def compiled(self, version: str) -> CompiledProgramme:
        """A version by its name, for returns."""
        return next(compiled for _, compiled in self.versions if compiled.version == version)

    @property
    def current(self) -> CompiledProgramme:
        """The version in force now."""
        return self.in_force(self.now)

    def member(self, name: str) -> MemberState:
        """The member's books."""
        return self.members[name]

    def tier(self, name: str) -> str:
        """The member's tier, the lowest too; "" without tiers."""
        return tier_code(self.current, self.members[name].tier.code)

    def shared(self, compiled: CompiledProgramme, wanted: Wanted, dice: Mapping[str, Decimal]) -> Shared:
        """What an event asked to read under its version, as the server would read it."""
        budgets = {name: left for name in wanted.budgets if (left := self._left(compiled, name)) is not None}
        used = {use: self.used[use] for use in wanted.uses if not use.member}
        return Shared(budgets, used, dice)

    def budget_left(self, campaign: str) -> int | None:
        """Points a campaign may still give under the version in force now, None without a budget."""
        return self._left(self.current, campaign)

    def _left(self, compiled: CompiledProgramme, name: str) -> int | None:
        """Points in a pool, or what a campaign's budget still has; None for a campaign without one."""
        if name.startswith("pool:"):
            return sum(self.account(name).values())
        budgets = {each.campaign.code: each.budget for each in compiled.campaigns}
        budget = budgets.get(name)
        return None if budget is None else int(budget) - self.spent[name]

    def write(self, plan: Plan, key: Key | None = None) -> None:
        """All of a plan, in one go; ``key`` is the reference that a return will name its purchase by."""
        self.members = {name: apply(state, plan) for name, state in self.members.items()}
        self.entries.extend(plan.entries)
        for entry in plan.entries:
            for posting in entry.postings:
                self.accounts[posting.account, posting.currency] += posting.points
        self.spent.update(plan.budgets)
        self.used.update({use: count for use, count in plan.uses.items() if not use.member})
        if key is not None and plan.purchase is not None:
            self.purchases[key] = plan.purchase

    def account(self, name: str) -> Mapping[str, int]:
        """Points by currency on one account of the ledger."""
        return {currency: points for (account, currency), points in self.accounts.items() if account == name}

    def held_points(self, name: str) -> Mapping[str, int]:
        """Points by currency that holds reserve."""
        return self.account(held(name))

    def settlement(self) -> Mapping[str, Decimal]:
        """Money each party pays for everything so far; what it receives is negative."""
        totals = totals_of(self.entries)
        statement = settle(date.min, date.max, totals, prices_of(self.current.programme))
        return {party.removeprefix("partner:"): Decimal(-money) / 100
                for party, money in statement.positions.items()}

    def welcome(self, name: str, given: Mapping[str, Any]) -> None:
        """Bring in a member with the life an example gives it; its points are adjustments by the example."""
        self.members[name] = _state(name, given)
        lots = [*given.get("lots", ()), *(
            {"currency": code, "points": points} for code, points in given.get("balance", {}).items() if points)]
        for place, lot in enumerate(lots, start=1):
            self.write(_opening(self, name, place, lot))

    def pass_to(self, now: datetime) -> None:
        """Let time pass: what each day brings to pools and members happens on its day."""
        zone = ZoneInfo(self.current.programme.zone)
        first = self.now.astimezone(zone).date() if self.now > BEFORE_ALL else now.astimezone(zone).date()
        last = now.astimezone(zone).date()
        for name in self.members:
            self._days_of(name, last, zone)
        if any(pool.injections for pool in self.current.programme.pools):
            for day in range(first.toordinal() + 1, last.toordinal() + 1):
                self._injections(date.fromordinal(day), zone)
        self.now = now

    def _days_of(self, name: str, last: date, zone: ZoneInfo) -> None:
        """Every day up to ``last`` on which something is due for one member."""
        while (day := due_day(self.current, self.members[name])) is not None and day <= last:
            begins = datetime.combine(day, time(), zone)
            command = Command(f"day:{day}:{name}", begins, Reason(text="a new day"))
            plan = day_begins(self.in_force(begins), command, self.members[name])
            if not plan.entries and not plan.tiers:
                break
            self.write(plan)

    def _injections(self, day: date, zone: ZoneInfo) -> None:
        begins = datetime.combine(day, time(), zone)
        compiled = self.in_force(begins)
        for due in due_injections(compiled, day):
            if due.id not in self._injected:
                self._injected.add(due.id)
                command = Command(due.id, begins, Reason(text="injection"))
                self.write(inject(compiled, command, due, self._figures(due, zone)))

    def _figures(self, due: Due, zone: ZoneInfo) -> Mapping[str, Decimal]:
        """The words of an injection: what happened at the partner in the period."""
        rows = [(name, row) for name, state in self.members.items() for row in state.past
                if row.partner == due.injection.partner and due.first <= row.day < due.until]
        paid = sum(-posting.points for entry in self._entries_of(due, zone) for posting in entry.postings
                   if posting.account == issued(due.injection.partner))
        return {
            "period.spend": sum((row.amount for _, row in rows), Decimal(0)),
            "period.events": Decimal(len(rows)), "period.members": Decimal(len({name for name, _ in rows})),
            "period.points": Decimal(paid),
            "pool.balance": Decimal(sum(self.account(f"pool:{due.pool.code}").values())),
        }

    def _entries_of(self, due: Due, zone: ZoneInfo) -> Iterable[Entry]:
        return (entry for entry in self.entries
                if due.first <= entry.occurred_at.astimezone(zone).date() < due.until)


def _state(name: str, given: Mapping[str, Any]) -> MemberState:
    numbers = given.get("numbers", {})
    return MemberState(
        name, next(iter(numbers.values()), name), given.get("joined"), given.get("birthday"),
        frozenset(given.get("tags", ())), given.get("attributes", {}), given.get("phone", ""),
        given.get("referrer", ""), given.get("growth", 0),
        TierStanding(given.get("tier", ""), given.get("tier_since"), given.get("tier_until")),
        past=tuple(_earlier(name, place, row) for place, row in enumerate(given.get("earlier", ()))),
        convert_to=given.get("converts", {}),
    )


def _earlier(name: str, place: int, row: Mapping[str, Any]) -> PastEvent:
    at = row["at"]
    return PastEvent(
        f"earlier:{name}:{place}", row.get("type", "transaction.completed"), row.get("partner", ""), at, at.date(),
        row.get("amount", Decimal(0)), row.get("base", {}), row.get("categories", {}), row.get("points_used", 0),
    )


def _opening(world: World, name: str, place: int, given: Mapping[str, Any]) -> Plan:
    currency = given.get("currency") or world.current.programme.currencies[0].code
    draft = Draft(Command(f"given:{name}:{place}", world.now, GIVEN), (world.members[name],))
    lot = draft.new_lot(name, currency, given["points"], given.get("expires"), available_on=given.get("available"))
    draft.enter("adjustment", [(ADJUSTED, currency, -given["points"])], opens=(lot,))
    return draft.plan(name)

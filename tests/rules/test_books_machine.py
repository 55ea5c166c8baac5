"""Any history of three members and three currencies: the books agree with a naive oracle, every invariant holds.

Each operation runs through the product's planning and through ``tests.rules.naive``; both must take it or both refuse
it. ``Books.write`` checks all invariants after every plan.
"""

from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import repeat

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.books.accrue import accrue
from rules.books.adjust import adjust
from rules.books.clawback import claw_back
from rules.books.conversion import automatic, convert
from rules.books.holds import capture, hold, release
from rules.books.passing import day_begins
from rules.books.pools import inject_by_hand
from rules.books.refund import refund
from rules.books.settlement import close, totals_of
from rules.books.spend import burn
from rules.books.transfer import transfer
from rules.decision import Decision
from rules.errors import PointsError
from rules.state import Command, MemberState
from tests.rules.coalition import SHANGHAI, Books, award, by, name, purchase_facts, version
from tests.rules.naive import LIVES, OVERDRAWN, RATES, Naive

MEMBERS = ("ada", "ben", "cyd")
PARTNERS = {"AIR": ["air"], "BEE": ["bee"], "ALL": ["air", "bee"]}
EVE = {"person": "eve", "text": "why"}
PAYERS = ("partner:air:issued", "partner:bee:issued", "pool:joint")


def coalition(grace, **parts):
    """Points that live shortly, each currency with its own policy for those that were spent."""
    currencies = {code: {"overdrawn": OVERDRAWN[code], **({"expiry": {"days": days}} if days else {})}
                  for code, days in LIVES.items()}
    conversions = [{"code": code, "source": source, "target": target, "block": block, "gives": gives,
                    "automatic": code == "bee-to-all"} for code, (source, target, block, gives) in RATES.items()]
    return version(currencies=currencies, conversions=conversions,
                   pools=[{"code": "joint", "name": name("Joint"), "currency": "ALL"}],
                   policies={"grace_days": grace, "adjustment_limit": 100000, "transfers": "true"}, **parts)


AWARDS = st.lists(st.tuples(
    st.sampled_from(MEMBERS), st.sampled_from(sorted(LIVES)), st.integers(1, 60), st.sampled_from([0, 0, 0, 1, 4]),
    st.none() | st.integers(0, 9), st.sampled_from(PAYERS)), min_size=1, max_size=4)
SOMEONE, CURRENCY, POINTS = st.sampled_from(MEMBERS), st.sampled_from(sorted(LIVES)), st.integers(1, 80)
SHARE = st.integers(1, 9)
"""Eighths of what there is: nine are too many."""
PLACE = st.integers(0, 10**6)
PARTNER = st.sampled_from(["air", "bee"])


class BooksMachine(RuleBasedStateMachine):
    """Every operation on the product and on the oracle."""

    grace = 0
    compiled = coalition(0)

    def __init__(self):
        super().__init__()
        self.today = date(2026, 3, 1)
        self.naive = Naive(self.today, self.grace, ["cyd"])
        cyd = MemberState("cyd", convert_to={"BEE": "bee-to-all"})
        self.books = Books("ada", "ben", compiled=self.compiled, cyd=cyd)
        self.steps, self.spends, self.holds = 0, {}, {}

    def command(self):
        """The next command, today."""
        self.steps += 1
        return Command(f"c{self.steps:04}", datetime.combine(self.today, time(12), SHANGHAI))

    def both(self, plan, told):
        """Write what ``plan`` gives and tell the oracle; both refuse or neither does. The plan, or None."""
        before, expected = dict(self.books.states), deepcopy(self.naive)
        try:
            made = plan()
        except PointsError:
            made = None
        names = iter([lot.id for entry in made.entries for lot in entry.opens]) if made else repeat("none")
        assert told(expected, names) == (made is not None)
        assert made is None or not list(names)
        if made is None:
            assert self.books.states == before
            return None
        self.naive = expected
        return self.books.write(made)

    def run_both(self, function, told, *more, member, reason=None, **arguments):
        command, state = self.command(), self.books.states[member]
        command = replace(command, reason=by("x", "2026-03-01", **(reason or {})).reason)
        return self.both(lambda: function(self.compiled, command, state, *more, **arguments), told)

    @initialize(first=AWARDS, second=AWARDS)
    def begin(self, first, second):
        self.earn(first)
        self.earn(second)

    @rule(awards=AWARDS)
    def earn(self, awards):
        command = self.command()
        terms = [(member, currency, points, self.today + timedelta(days=lock),
                  None if lives is None else self.today + timedelta(days=lives), payer)
                 for member, currency, points, lock, lives, payer in awards]
        given = tuple(award(member, points, currency, rule=f"campaign:{place}", expires=str(last or ""),
                            available=str(first), sources=((payer, points),))
                      for place, (member, currency, points, first, last, payer) in enumerate(terms))
        states = [self.books.states[member] for member in MEMBERS]

        def plan():
            facts = purchase_facts(command.id, str(self.today))
            made = accrue(command, facts, Decision("v1", command.id, given), states[0], states[1:])
            return automatic(self.compiled, command, made, states)
        self.both(plan, lambda naive, names: naive.earn(command.id, terms, names))

    @precondition(lambda self: self.books.purchases)
    @rule(place=PLACE, shares=st.tuples(*[st.integers(0, 4)] * 4))
    def give_back(self, place, shares):
        command, purchase = self.command(), pick(self.books.purchases, place)
        held = self.naive.held[purchase.event]
        kept = [award[2] * share // 4 for award, share in zip(held, shares, strict=False)]
        after = tuple(replace(award, points=rest, sources=((award.sources[0][0], rest),)) for award, rest in zip(
            purchase.awards, [rest for rest, award in zip(kept, held, strict=True) if award[2]], strict=True))
        states = list(self.books.states.values())
        self.both(lambda: claw_back(self.compiled, command, purchase, purchase.facts, Decision(
            "v1", purchase.event, after), (Decimal(1),), states),
            lambda naive, names: naive.give_back(purchase.event, kept, names))

    def purse(self, place, share, currencies=tuple(LIVES)):
        """Somebody's points: member, currency, and eighths of what can be spent, at least one point."""
        purses = [(member, currency) for member in MEMBERS for currency in currencies]
        full = [purse for purse in purses if self.naive.available(*purse) > 0]
        member, currency = pick(full or purses, place)
        return member, currency, max(self.naive.available(member, currency) * share // 8, 1)

    @rule(place=PLACE, share=SHARE)
    def burn(self, place, share):
        member, currency, points = self.purse(place, share)
        partner = PARTNERS[currency][0]
        spend = f"c{self.steps + 1:04}"
        made = self.run_both(burn, lambda naive, names: naive.burn(member, currency, points, partner, spend),
                             member=member, currency=currency, points=points, partner=partner)
        if made:
            self.spends[spend] = (member, made.entries[0], None)

    @precondition(lambda self: self.spends)
    @rule(place=PLACE, share=SHARE)
    def refund(self, place, share):
        spend, (member, entry, holding) = pick(list(self.spends.items()), place)
        points = max(len(self.naive.spends[spend][3]) * share // 8, 1)
        self.run_both(refund, lambda naive, names: naive.refund(spend, points, names), entry, member=member,
                      points=points, earlier=self.books.entries, hold=holding)

    @rule(place=PLACE, share=SHARE)
    def hold(self, place, share):
        member, currency, points = self.purse(place, share)
        spend = f"c{self.steps + 1:04}"
        made = self.run_both(hold, lambda naive, names: naive.hold(member, currency, points, spend),
                             member=member, currency=currency, points=points, partner=PARTNERS[currency][0])
        if made:
            self.holds[spend] = (member, made.entries[0])

    @precondition(lambda self: self.holds)
    @rule(place=PLACE, share=SHARE)
    def capture(self, place, share):
        name_, (member, holding) = pick(list(self.holds.items()), place)
        points = max(holding.postings[0].points * share // 8, 1)
        partner, spend = PARTNERS[holding.postings[0].currency][-1], f"c{self.steps + 1:04}"
        made = self.run_both(
            capture, lambda naive, names: naive.capture(name_, points, partner, names, spend), holding,
            member=member, points=points, partner=partner, later=self.books.entries)
        if made:
            self.spends[spend] = (member, made.entries[0], holding)

    @precondition(lambda self: self.holds)
    @rule(place=PLACE)
    def release(self, place):
        name_, (member, holding) = pick(list(self.holds.items()), place)
        self.run_both(release, lambda naive, names: naive.release(name_, names), holding, member=member,
                      later=self.books.entries)

    @rule(member=SOMEONE, currency=CURRENCY, points=st.integers(-40, 40).filter(bool))
    def adjust(self, member, currency, points):
        self.run_both(adjust, lambda naive, names: naive.adjust(member, currency, points, names),
                      member=member, currency=currency, points=points, reason=EVE)

    @rule(place=PLACE, receiver=SOMEONE, share=SHARE)
    def transfer(self, place, receiver, share):
        giver, currency, points = self.purse(place, share)
        self.run_both(transfer, lambda naive, names: naive.give(giver, receiver, currency, points, names),
                      self.books.states[receiver], member=giver, currency=currency, points=points)

    @rule(place=PLACE, code=st.sampled_from(sorted(RATES)), share=SHARE)
    def convert(self, place, code, share):
        member, _, points = self.purse(place, share, (RATES[code][0],))
        event = f"c{self.steps + 1:04}"
        self.run_both(convert, lambda naive, names: naive.convert(member, code, points, names, event), code, points,
                      member=member)

    @rule()
    def day_passes(self):
        self.today += timedelta(days=1)
        command, states = self.command(), dict(self.books.states)
        plans = [day_begins(self.compiled, replace(command, id=f"{command.id}{member}"), states[member])
                 for member in MEMBERS]
        for plan in plans:
            self.books.write(plan)
        self.naive.day_begins(iter([lot.id for plan in plans for entry in plan.entries for lot in entry.opens]))

    @rule(partner=PARTNER, points=POINTS)
    def inject(self, partner, points):
        self.books.write(inject_by_hand(self.command(), self.compiled.programme.pools[0], partner, points))
        self.naive.accounts["pool:joint", "ALL"] += points
        self.naive.accounts[f"partner:{partner}:injected", "ALL"] -= points

    @rule()
    def settle(self):
        self.books.write(close(self.command(), totals_of(self.books.entries)))

    @invariant()
    def every_balance_is_the_oracles(self):
        for member in MEMBERS:
            state = self.books.states[member]
            for currency in LIVES:
                assert state.available(currency) == self.naive.available(member, currency)
                assert state.pending(currency) == self.naive.pending(member, currency)
                assert state.owed.get(currency, 0) == self.naive.owed[member, currency]

    @invariant()
    def every_lot_is_the_oracles(self):
        ours = sorted((lot.member, lot.currency, lot.id, lot.left, str(lot.expires_on), lot.pending)
                      for state in self.books.states.values() for lot in state.lots if lot.left)
        assert ours == sorted((*key, lot.name, lot.left, str(lot.last), lot.first is not None)
                              for key, lots in self.naive.lots.items() for lot in lots if lot.left)

    @invariant()
    def every_account_is_the_oracles(self):
        totals = totals_of(self.books.entries)
        accounts = {key: points for key, points in totals.items() if not key[0].startswith(("member", "programme:tr"))}
        assert accounts == {key: points for key, points in self.naive.accounts.items() if points}
        for (member, currency), points in self.naive.reserved.items():
            assert totals.get((f"member:{member}:held", currency), 0) == points


class BooksMachineWithGrace(BooksMachine):
    """The same with points that live on for three days when they come back too late."""

    grace = 3
    compiled = coalition(3)


def pick(things, place):
    """One of several things."""
    listed = list(things.values()) if isinstance(things, dict) else things
    return listed[place % len(listed)]


TestBooks = BooksMachine.TestCase
TestBooksWithGrace = BooksMachineWithGrace.TestCase
TestBooks.settings = TestBooksWithGrace.settings = settings(settings.default, stateful_step_count=40)

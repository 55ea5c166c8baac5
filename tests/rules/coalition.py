"""A small coalition and its books in memory, in a few words each, for the tests of planning.

An airline (``air``: AIR), a bookshop (``bee``: BEE), and points that both share (ALL). Every plan that is written is
followed by a check of all invariants over everything written so far.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.books import apply, check_books
from rules.books.accrue import accrue
from rules.books.clawback import claw_back
from rules.compiling.compiler import compile_programme
from rules.decision import Award, Decision
from rules.entries import Reason
from rules.facts import Event, Facts, Member, Partner
from rules.shape import read
from rules.state import Command, MemberState

SHANGHAI = ZoneInfo("Asia/Shanghai")


def name(text):
    """A text that reads the same in every language."""
    return dict.fromkeys(("en", "zh_Hans_CN", "zh_Hant_TW"), text)


COALITION = {
    "code": "coalition", "name": name("Coalition"), "zone": "Asia/Shanghai", "money": "CNY",
    "currencies": [{"code": code, "name": name(code)} for code in ("AIR", "BEE", "ALL")],
    "partners": [
        {"code": "air", "name": name("Air"), "currency": "AIR", "honours": ["AIR", "ALL"]},
        {"code": "bee", "name": name("Bee"), "currency": "BEE", "honours": ["BEE", "ALL"]},
    ],
    "accruals": [{"code": "base", "points": "matched.amount"}],
}


def version(**parts):
    """The coalition compiled, with other parts where given; ``currencies`` are settings by code."""
    settings = parts.pop("currencies", {})
    currencies = [{**each, **settings.get(each["code"], {})} for each in COALITION["currencies"]]
    reading = read({**COALITION, "currencies": currencies, **parts})
    assert reading.findings == ()
    return compile_programme(reading.programme, "v1")


@lru_cache
def plain():
    """The coalition as it stands above."""
    return version()


def at(text):
    """A local time in Shanghai, from a date or a date and time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day(text):
    """A date, None for ""."""
    return date.fromisoformat(text) if text else None


def by(id_, when, **reason):
    """A command."""
    return Command(id_, at(when), Reason(event=id_, **reason))


def award(member, points, currency="AIR", *, rule="accrual:base", kind="base", expires="", available="", sources=None):
    """An award, paid by the airline unless ``sources`` say otherwise."""
    paid = sources or ((f"partner:{'bee' if currency == 'BEE' else 'air'}:issued", points),)
    return Award(rule, 0, kind, member, currency, points, Decimal(points), day(expires), day(available), paid)


def purchase_facts(event, when, amount="100", member="ada", partner="air", **parts):
    """Facts of a purchase."""
    seen = Event(event, "transaction.completed", event, at(when), Decimal(amount), **parts)
    return Facts(seen, Member(member), Partner(partner))


class Books:
    """Members and everything that was written."""

    def __init__(self, *names, compiled=None, **states):
        self.compiled = compiled or plain()
        self.states = {name: MemberState(name) for name in names} | states
        self.entries = []
        self.purchases = {}

    def write(self, plan):
        """Write a plan, and assert that every invariant still holds; the plan again."""
        self.states = {name: apply(state, plan) for name, state in self.states.items()}
        self.entries.extend(plan.entries)
        if plan.purchase:
            self.purchases[plan.purchase.event] = plan.purchase
        assert check_books(tuple(self.states.values()), self.entries) == ()
        return plan

    def earn(self, event, when, *awards, member="ada", **decided):
        """An event with the awards it brings."""
        decision = Decision("v1", event, awards, **decided)
        others = [state for name, state in self.states.items() if name != member]
        return self.write(accrue(by(event, when), purchase_facts(event, when, member=member), decision,
                                 self.states[member], others))

    def give_back(self, id_, when, of, *awards, amount="50", points_paid=0, **decided):
        """A return after which the purchase ``of`` holds only ``awards``."""
        purchase = self.purchases[of]
        event = replace(purchase.facts.event, amount=Decimal(amount), points_paid=points_paid)
        left = replace(purchase.facts, event=event)
        after = Decision("v1", of, awards, **decided)
        return self.write(claw_back(self.compiled, by(id_, when), purchase, left, after, (), self.states.values()))

    def run(self, function, id_, when, *more, member="ada", reason=None, **arguments):
        """Any other planning function that takes (compiled, command, state, …)."""
        command = by(id_, when, **(reason or {}))
        return self.write(function(self.compiled, command, self.states[member], *more, **arguments))

    def available(self, currency="AIR", member="ada"):
        """Spendable points."""
        return self.states[member].available(currency)

    def pending(self, currency="AIR", member="ada"):
        """Points inside the lock period."""
        return self.states[member].pending(currency)

    def lots(self, currency="AIR", member="ada"):
        """Open lots as (last day, points left)."""
        return [(str(lot.expires_on or ""), lot.left) for lot in self.states[member].lots
                if lot.left and lot.currency == currency]

    def account(self, account, currency="AIR"):
        """Balance of any account."""
        return sum(posting.points for entry in self.entries for posting in entry.postings
                   if (posting.account, posting.currency) == (account, currency))


def told(entries):
    """Entries as text, one line each, postings in their order."""
    return "\n".join(f"{entry.kind} " + ", ".join(
        f"{posting.account} {posting.points:+d} {posting.currency}" for posting in entry.postings) for entry in entries)

"""Writers that give points out of one budget, as the taking of events does: a first attempt, then exact ones."""

import sys
from threading import Thread

from sqlalchemy.orm import Session

from rules.decision import Decision, Refusal
from rules.state import Plan
from server.db import open_engine, writing
from server.ids import new_id
from server.ledger.budgets import Budgets, Purse
from server.ledger.post import NotPosted, post
from server.models import Budget, Tranche
from server.settings import Settings
from tests.server.ledger.kept import NOON, VERSION, enrolment, posted, written

CODE = "double"
GONE = (Refusal(f"campaign:{CODE}", "budget_gone"),)


def open_budget(engine, points):
    with Session(engine) as session:
        session.add(Budget(code=CODE, points_total=points, points_left=points))
        session.commit()


def standing(engine):
    """What is left in the row, and in all tranches."""
    with Session(engine) as session:
        tranches = sum(each.points_left for each in session.query(Tranche))
        return session.get(Budget, CODE).points_left, tranches


def decided(member, event, want, left, whole):
    """The plan of an event whose campaign is due ``want`` points and may still give ``left``."""
    points = min(want, left) if left >= want or not whole else 0
    budgets = {CODE: points} if points else {}
    decision = Decision(VERSION, event, spent_budgets=budgets, refusals=() if points == want else GONE)
    return Plan(member, budgets=budgets, decision=decision, refusals=decision.refusals)


def attempt(engine, purse, member, want, *, whole=False, exact=False):
    """One transaction; the points it gave."""
    with writing(engine) as connection:
        return granted(connection, purse, member, want, whole=whole, exact=exact)


def granted(connection, purse, member, want, *, whole=False, exact=False):
    """Read, plan and post inside a transaction; the points it gives."""
    event = new_id()
    budgets = Budgets(connection, purse, NOON, exact=exact)
    plan = decided(member, event, want, budgets.read({CODE})[CODE], whole)
    budgets.spend(plan)
    post(connection, [posted(event, plan, kind="activity.quiz")], recorded_at=NOON, charges=budgets.charges)
    return plan.budgets.get(CODE, 0)


def grant(engine, purse, member, want, *, whole=False):
    """Attempts until one is written; the points it gave."""
    exact = False
    while True:
        try:
            return attempt(engine, purse, member, want, whole=whole, exact=exact)
        except NotPosted:
            exact = True


def writer(engine, name, want, whole, gave):
    """Give until nothing is left."""
    purse = Purse(name)
    while points := grant(engine, purse, name, want, whole=whole):
        gave.append(points)


def race(engine, names, want, *, whole=False):
    """Writers, each for a member of its own, until the budget is gone; what each grant gave."""
    written(engine, *(enrolment(name) for name in names))
    gave = []
    threads = [Thread(target=writer, args=(engine, name, want, whole, gave)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return gave


if __name__ == "__main__":
    url, own_name = sys.argv[1:]
    own_engine, given = open_engine(Settings(database_url=url), ledger=True), []
    writer(own_engine, own_name, 7, False, given)
    sys.stdout.write(str(sum(given)))

"""Processes that race each other for the last pieces and the last points of one coalition.

``python -m tests.server.racing URL CACHE VERB NUMBER TRIES`` says ``ready``, waits for a line, does its work for the
member with that number, and says how often each answer came, as JSON. ``hold`` never ends by itself: it stops in the
middle of a transaction.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from rules.errors import PointsError
from server.clock import now
from server.db import open_engine, writing
from server.fields import secret_keyring
from server.ids import new_id
from server.ledger.budgets import Purse
from server.ledger.post import post
from server.problems import Problem
from server.services.points.desk import Desk, Request
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.vouchers import use_voucher
from server.settings import Settings
from server.taking.batch import Batch
from server.taking.intake import Taking
from server.versions import Versions
from server.webhooks.edge import Incoming, incoming

STOCK, BUDGET, GRANT = 20, 13_050, 100
PROGRAMME = f"""
code: races
name: Races
zone: Asia/Shanghai
money: CNY
currencies: [{{code: PTS, name: Points}}]
partners: [{{code: SHOP, name: Shop, currency: PTS, honours: [PTS]}}]
accruals: [{{code: base, points: matched.amount}}]
campaigns:
  - code: pot
    name: The pot
    when: event.amount >= 500
    benefits: [{{points: {GRANT}}}]
    budget: {BUDGET}
    funding: [{{source: seller, percent: 100}}]
rewards:
  - {{code: mug, name: Mug, partner: SHOP, currency: PTS, price: "1", stock: {STOCK}}}
  - {{code: coupon, name: Coupon, partner: SHOP, currency: PTS, price: "1", kind: coupon}}
policies: {{late_days: 30}}
"""
LOCK_WAIT_MS = 30_000


def purchase(number: str, amount: str, reference: str = "", **data: object) -> Incoming:
    """A purchase of this moment, as the webhook reads it."""
    body = {"type": "transaction.completed", "data": {
        "reference": reference or new_id(), "member": {"number": number}, "occurred_at": now().isoformat(),
        "amount": amount, "currency": "CNY", **data}}
    return incoming(json.dumps(body).encode(), "SHOP")


def earn(engine: Engine, versions: Versions, number: str, tries: int) -> Counter[str]:
    """Purchases that the pot pays for, one after the other."""
    taking = Taking(engine, versions, secret_keyring("key"))
    answers = [taking.take([purchase(number, "500")])[0] for _ in range(tries)]
    taking.close()
    return Counter(answer.code if isinstance(answer, Problem) else "ok" for answer in answers)


def redeem(engine: Engine, versions: Versions, number: str, tries: int) -> Counter[str]:
    """One mug after the other."""
    desk, said = Desk(engine, versions), Counter[str]()
    for _ in range(tries):
        try:
            redeem_reward(desk, Request(new_id(), number=number, partner="SHOP"), "mug")
            said["ok"] += 1
        except PointsError as error:
            said[error.code] += 1
    return said


def hold(engine: Engine, versions: Versions, number: str, tries: int) -> Counter[str]:
    """Give out of a tranche, and stop in the middle of the last gift."""
    purse = Purse("doomed")
    for left in reversed(range(tries)):
        with writing(engine) as connection:
            event, at = purchase(number, "500"), now()
            batch = Batch(connection, versions, at, [event], purse=purse, keyring=secret_keyring("key"), locking=False)
            batch.take(0, event)
            post(connection, batch.items, recorded_at=at, charges=batch.charges)
            if not left:
                _say("holding")
                sys.stdin.read()
    return Counter()


def use(engine: Engine, versions: Versions, code: str, tries: int) -> Counter[str]:
    """One voucher, shown again and again."""
    desk, said = Desk(engine, versions), Counter[str]()
    for _ in range(tries):
        try:
            use_voucher(desk, Request(new_id(), partner="SHOP"), code)
            said["ok"] += 1
        except PointsError as error:
            said[error.code] += 1
    return said


VERBS = {"earn": earn, "redeem": redeem, "hold": hold, "use": use}


class Racer:
    """One process, waiting at the start."""

    def __init__(self, engine: Engine, cache: Path, verb: str, number: str, tries: int) -> None:
        url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.server.racing", url, str(cache), verb, number, str(tries)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def wait_for(self, word: str) -> None:
        """Return once the process says the word."""
        assert _pipe(self._process.stdout).readline() == f"{word}\n"

    def go(self) -> None:
        """Let it run."""
        _pipe(self._process.stdin).write("\n")
        _pipe(self._process.stdin).flush()

    def result(self) -> Counter[str]:
        """How often each answer came."""
        return Counter(json.loads(self._process.communicate()[0].splitlines()[-1]))

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        with self._process as process:
            process.kill()


def race(racers: list[Racer]) -> Counter[str]:
    """All of them at once; their answers together."""
    try:
        for racer in racers:
            racer.wait_for("ready")
        for racer in racers:
            racer.go()
        return sum((racer.result() for racer in racers), Counter())
    finally:
        for racer in racers:
            racer.kill()


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    url, cache, verb, number, tries = sys.argv[1:]
    engine = open_engine(Settings(database_url=url, lock_wait_ms=LOCK_WAIT_MS), ledger=True)
    versions = Versions(engine, Path(cache))
    versions.refresh()
    _say("ready")
    sys.stdin.readline()
    _say(json.dumps(VERBS[verb](engine, versions, number, int(tries))))


if __name__ == "__main__":
    main()

"""The bank test: while writers move points about, every snapshot that a reader takes balances.

What must hold is said here in plain sums; no code of the product is asked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rules.entries import Reason
from rules.errors import PointsError
from server.clock import now, stopwatch_seconds
from server.db import open_engine, reading
from server.fields import secret_keyring
from server.ids import new_id
from server.migrate import migrate
from server.programme_file import parse
from server.services.points.adjusting import adjust_points
from server.services.points.desk import Desk, Request
from server.services.points.transferring import give_points
from server.services.programme.publishing import publish
from server.settings import Settings
from server.taking.intake import Taking
from server.versions import Versions
from server.webhooks.edge import incoming

WRITERS, READERS, MEMBERS = 3, 2, 12
LOCK_WAIT_MS = 60_000
PROGRAMME = """
code: bank
name: Bank
zone: Asia/Shanghai
money: CNY
currencies: [{code: PTS, name: Points}, {code: MILE, name: Miles}]
partners: [{code: SHOP, name: Shop, currency: PTS}, {code: AIR, name: Air, currency: MILE}]
accruals: [{code: base, points: matched.amount}]
policies: {transfers: "true", adjustment_limit: 1000}
"""
EVE = Reason(person="eve", text="the bank test")
UNBALANCED = {
    "postings leave": "SELECT currency, sum(points) FROM posting GROUP BY currency HAVING sum(points) <> 0",
    "available differs": """
SELECT b.member_id, b.available FROM balance b WHERE b.available <> coalesce((
  SELECT sum(p.points) FROM posting p
  WHERE p.member_id = b.member_id AND p.currency = b.currency AND p.account = 'available'), 0)""",
    "lots differ": """
SELECT b.member_id, b.available FROM balance b WHERE b.available + b.owed <> coalesce((
  SELECT sum(t.points_left) FROM lot t
  WHERE t.member_id = b.member_id AND t.currency = b.currency AND NOT t.pending), 0)""",
}


@dataclass
class Report:
    """What a run saw: effects written, snapshots read, and every one that did not balance."""

    written: int = 0
    refused: int = 0
    snapshots: int = 0
    broken: list[str] = field(default_factory=list)


class Bank:
    """One database with its writers."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.engine = open_engine(Settings(database_url=database_url, lock_wait_ms=LOCK_WAIT_MS), ledger=True)
        migrate(self.engine)
        _publish(self.engine)
        versions = Versions(self.engine, folder)
        versions.refresh()
        self.taking, self.desk = Taking(self.engine, versions, secret_keyring("key")), Desk(self.engine, versions)
        for number in range(MEMBERS):
            self.purchase(number, 50)
        with reading(self.engine) as connection:
            self.members = [row[0] for row in connection.rows("SELECT id FROM member ORDER BY id")]

    def purchase(self, number: int, amount: int) -> str:
        """A purchase; its reference."""
        return self._post("transaction.completed", number, amount=str(amount), currency="CNY")

    def purchase_and_return(self, number: int, amount: int) -> None:
        """A purchase, half of which comes back."""
        bought = self.purchase(number, amount)
        self._post("transaction.returned", number, of=bought, amount=str(amount // 2))

    def _post(self, kind: str, number: int, **data: str) -> str:
        reference = new_id()
        body = {"type": kind, "data": {"reference": reference, "member": {"number": f"M{number}"},
                                       "occurred_at": now().isoformat(), **data}}
        self.taking.take([incoming(json.dumps(body).encode(), ("SHOP", "AIR")[number % 2])])
        return reference

    def gift(self, number: int, points: int) -> None:
        """Points given to the next member."""
        giver, receiver = self.members[number], self.members[(number + 1) % MEMBERS]
        give_points(self.desk, Request(new_id(), giver), receiver, "PTS", points)

    def adjustment(self, number: int, points: int) -> None:
        """Points added or taken by a person."""
        adjust_points(self.desk, Request(new_id(), self.members[number], reason=EVE), "PTS", points - 50)


def run(database_url: str, folder: Path, *, seed: int, seconds: float) -> Report:
    """Write and read for so long; what was seen."""
    bank, stop = Bank(database_url, folder), Event()
    deeds = [bank.purchase, bank.purchase_and_return, bank.gift, bank.adjustment]
    with ThreadPoolExecutor(WRITERS + READERS) as threads:
        begun = stopwatch_seconds()
        writers = [threads.submit(_write, deeds, random.Random(seed + each), stop) for each in range(WRITERS)]
        readers = [threads.submit(_read, bank.engine, stop) for _ in range(READERS)]
        stop.wait(seconds - (stopwatch_seconds() - begun))
        stop.set()
        reports = [each.result() for each in (*writers, *readers)]
    bank.engine.dispose()
    return Report(sum(each.written for each in reports), sum(each.refused for each in reports),
                  sum(each.snapshots for each in reports), [line for each in reports for line in each.broken])


def unbalanced(engine: Engine) -> list[str]:
    """What does not balance in one snapshot."""
    with reading(engine) as connection:
        return [f"{what}: {row}" for what, query in UNBALANCED.items() for row in connection.rows(query)]


def _write(deeds: list[Callable[[int, int], object]], dice: random.Random, stop: Event) -> Report:
    report = Report()
    while not stop.is_set():
        try:
            dice.choice(deeds)(dice.randrange(MEMBERS), dice.randrange(1, 100))
            report.written += 1
        except PointsError:
            report.refused += 1
    return report


def _read(engine: Engine, stop: Event) -> Report:
    report = Report()
    while not stop.is_set():
        report.broken += unbalanced(engine)
        report.snapshots += 1
    return report


def _publish(engine: Engine) -> None:
    programme = parse(PROGRAMME.encode()).programme
    assert programme is not None
    with Session(engine) as session:
        publish(session, programme, datetime(2020, 1, 1, tzinfo=UTC))
        session.commit()

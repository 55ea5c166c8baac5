"""Post seeded traffic to a server that is killed again and again, until everything is acknowledged."""

from __future__ import annotations

import json
import random
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Lock
from typing import Any

import requests
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from server.clock import now
from server.db import open_engine, reading
from server.ledger.chain import verify
from server.ledger.check import check
from server.migrate import migrate
from server.programme_file import parse
from server.services.partners.secrets import issue_secret
from server.services.programme.publishing import publish
from server.settings import Settings
from tests.faults.processes import Process, free_port, wait_until_ready
from tests.faults.traffic import POT, POT_POINTS, PROGRAMME, Traffic, traffic

CLIENTS = 6
PATIENCE_SECONDS = 2
"""Longest wait for the acknowledgements after which a killer strikes."""
COMMANDS = ("serve", "worker")


@dataclass
class Report:
    """What a run found: kills, answers by status, and every broken promise in a sentence."""

    seed: int
    kills: int = 0
    acknowledged: int = 0
    replayed: int = 0
    broken: list[str] = field(default_factory=list)


def run(database_url: str, folder: Path, *, seed: int, events: int, kills: int) -> Report:
    """Send the traffic of a seed while server and worker are killed ``kills`` times; then look at everything."""
    sent = traffic(seed, events)
    engine = open_engine(Settings(database_url=database_url))
    secret = _prepare(engine)
    port = free_port()
    environment = {"TANDEM_DATABASE_URL": database_url, "TANDEM_PORT": str(port),
                   "TANDEM_INSTANCE_PATH": str(folder), "TANDEM_LOG_LEVEL": "warning"}
    report = Report(seed)
    with _running(environment, folder) as processes:
        driver = Driver(f"http://127.0.0.1:{port}", secret, processes, report, random.Random(seed), kills)
        driver.send(sent.bodies)
    report.broken += [*_effects(engine, sent), *_invariants(engine)]
    engine.dispose()
    return report


def _prepare(engine: Engine) -> str:
    migrate(engine)
    programme = parse(PROGRAMME.encode()).programme
    assert programme is not None
    with Session(engine) as session:
        publish(session, programme, datetime(2020, 1, 1, tzinfo=UTC))
        secret = issue_secret(session, "SHOP")
        session.commit()
    return secret


@contextmanager
def _running(environment: dict[str, str], folder: Path) -> Iterator[list[Process]]:
    processes = [Process(command, environment, folder) for command in COMMANDS]
    try:
        for process in processes:
            process.start()
        wait_until_ready(f"http://127.0.0.1:{environment['TANDEM_PORT']}")
        yield processes
    finally:
        for process in processes:
            process.stop()


class Driver:
    """Several clients that repeat what was not acknowledged, and a killer between them."""

    def __init__(self, url: str, secret: str, processes: list[Process], report: Report, dice: random.Random,
                 kills: int) -> None:
        self.url, self.secret, self.processes, self.report = url, secret, processes, report
        self.dice, self.kills = dice, kills
        self._waiting: deque[dict[str, Any]] = deque()
        self._lock = Lock()
        self._answered = Condition(self._lock)

    def send(self, bodies: list[dict[str, Any]]) -> None:
        """Send all of it, in as many rounds as there are kills and one more."""
        marks = sorted(self.dice.sample(range(1, len(bodies)), self.kills))
        for start, end in zip([0, *marks], [*marks, len(bodies)], strict=True):
            self._waiting.extend(bodies[start:end])
            self._round(killing=end < len(bodies))
        while self._waiting:
            self._round(killing=False)

    def _round(self, *, killing: bool) -> None:
        """Let the clients work; a killer strikes at a moment nobody chose."""
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            clients = [pool.submit(self._client) for _ in range(CLIENTS)]
            if killing:
                pool.submit(self._strike).result()
            for client in clients:
                client.result()
        if killing:
            for process in self.processes:
                process.start()
            wait_until_ready(self.url)

    def _strike(self) -> None:
        """Wait for some acknowledgements, then kill server or both, in the middle of whatever goes on."""
        with self._lock:
            mark = self.report.acknowledged + self.dice.randrange(1, 4)
            self._answered.wait_for(lambda: self.report.acknowledged >= mark, timeout=PATIENCE_SECONDS)
        for process in self.processes:
            process.kill()
        self.report.kills += 1

    def _client(self) -> None:
        """Post until nothing waits or the server is gone; what was not acknowledged waits again."""
        with requests.Session() as session:
            while body := self._next():
                if not self._post(session, body):
                    self._waiting.append(body)
                    return

    def _next(self) -> dict[str, Any] | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def _post(self, session: requests.Session, body: dict[str, Any]) -> bool:
        raw, at = json.dumps(body), now()
        message = f"msg_{body['data']['reference']}"
        headers = {"webhook-id": message, "webhook-timestamp": str(int(at.timestamp())),
                   "webhook-signature": Webhook(self.secret).sign(message, at, raw)}
        try:
            answer = session.post(f"{self.url}/webhooks/SHOP", data=raw, headers=headers, timeout=30)
        except requests.RequestException:
            return False
        with self._lock:
            self._note(body, answer)
        return answer.status_code != requests.codes.unavailable

    def _note(self, body: dict[str, Any], answer: requests.Response) -> None:
        if answer.status_code == requests.codes.ok:
            self.report.acknowledged += 1
            self.report.replayed += "Idempotent-Replayed" in answer.headers
            self._answered.notify_all()
        elif answer.status_code != requests.codes.unavailable:
            self.report.broken.append(f"{body['data']['reference']}: {answer.status_code} {answer.text[:200]}")


def _effects(engine: Engine, sent: Traffic) -> Iterator[str]:
    """Each reference claimed once, and each member's points as plain sums say."""
    with engine.connect() as connection:
        claims = connection.execute(text("SELECT reference FROM claim WHERE partner = 'SHOP'")).scalars().all()
        base = dict(connection.execute(text(BASE)).all())
        pot = connection.execute(text(POT_SPENT)).scalar_one()
        left = connection.execute(text("SELECT points_left FROM budget WHERE code = 'pot'")).scalar_one()
        tranches = connection.execute(text("SELECT coalesce(sum(points_left), 0) FROM tranche")).scalar_one()
    if sorted(claims) != sorted(sent.references):
        yield f"{len(claims)} references were claimed, {len(sent.references)} were sent"
    for member, points in sent.base_points().items():
        if base.get(member, 0) != points:
            yield f"{member} has {base.get(member, 0)} base points, its purchases earned {points}"
    if pot + left + tranches != POT or pot % POT_POINTS:
        yield f"the pot of {POT} gave {pot} and has {left} and {tranches} left"


BASE = """
SELECT i.number, sum(p.points) FROM entry e
JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
JOIN identity i ON i.member_id = e.member_id
WHERE e.rule = 'accrual:base' AND p.account = 'available' GROUP BY i.number"""
POT_SPENT = """
SELECT coalesce(sum(p.points), 0) FROM entry e
JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
WHERE e.rule = 'campaign:pot' AND p.account = 'available'"""


def _invariants(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [f"{each.code}: {each.sentence}" for each in (*check(connection), *verify(connection))]

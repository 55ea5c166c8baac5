"""Many at once for the same thing: one effect, the last piece and the last point exactly, a stable answer to losers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, text

from server.db import open_engine
from server.problems import Problem
from server.services.points.desk import Desk, Request
from server.services.rewards.redeeming import redeem_reward
from server.settings import Settings
from server.webhooks.edge import Edge
from server.webhooks.queue import Queue
from tests.findings import none_of
from tests.server.racing import BUDGET, GRANT, LOCK_WAIT_MS, PROGRAMME, STOCK, Racer, purchase, race
from tests.server.webhooks.till import Coalition, balance_of, open_coalition
from tests.tables import broken

PROCESSES, CROWD = 6, 20
GIVEN = """
SELECT coalesce(sum(p.points), 0) FROM entry e
JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
WHERE e.rule = :rule AND p.account = 'available'"""
HONOURED = "SELECT sum(points) FROM posting WHERE account = 'partner:SHOP:honoured'"
LEFT = """
SELECT (SELECT sum(points_left) FROM budget WHERE code = 'pot'), coalesce((SELECT sum(points_left) FROM tranche), 0)"""


@pytest.fixture
def engine(settings: Settings) -> Any:
    engine = open_engine(Settings(database_url=settings.database_url, lock_wait_ms=LOCK_WAIT_MS, pool_size=CROWD),
                         ledger=True)
    yield engine
    none_of(broken(engine))
    engine.dispose()


@pytest.fixture
def coalition(engine: Engine, tmp_path: Path) -> Coalition:
    return open_coalition(engine, tmp_path, PROGRAMME)


@pytest.fixture(params=["alone", "queued"])
def crowded(coalition: Coalition, request: pytest.FixtureRequest) -> Any:
    """The coalition with each request for itself, as processes are; and with requests that share commits."""
    if request.param == "alone":
        yield coalition
        return
    queue = Queue(coalition.edge.intake.take, 1)
    coalition.edge = Edge(coalition.edge.app, queue, coalition.edge.doors)
    yield coalition
    queue.close()


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run every call in a thread of its own, all from one moment on."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def number_of(engine: Engine, query: str, **values: Any) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(query), values).scalar_one())


def test_twenty_identical_posts_have_one_effect_and_one_answer(crowded: Coalition) -> None:
    till = crowded.till()
    body = till.purchase("64.00", reference="R7")

    answers = at_once([lambda: till.post(body)] * CROWD)

    assert {(answer.status_code, answer.data) for answer in answers} == {(200, answers[0].data)}
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == CROWD - 1
    assert number_of(crowded.engine, GIVEN, rule="accrual:base") == 64


def test_of_twenty_bodies_under_one_reference_one_wins_and_the_others_are_told(crowded: Coalition) -> None:
    till = crowded.till()
    bodies = [till.purchase(f"{amount}.00", reference="R7") for amount in range(1, CROWD + 1)]

    answers = at_once([lambda body=body: till.post(body) for body in bodies])

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: CROWD - 1}
    assert {answer.json["type"] for answer in answers if answer.status_code == 409} == {"/problems/reference_conflict"}
    assert number_of(crowded.engine, "SELECT count(*) FROM event") == 1


def test_of_two_payments_with_the_same_points_one_is_refused(crowded: Coalition) -> None:
    till = crowded.till()
    till.post(till.purchase("100.00"))

    answers = at_once([lambda: till.post(till.purchase("0.50", points_paid=60))] * 2)

    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, balance_of(won)) == (200, 40)
    assert (lost.status_code, lost.json["type"]) == (409, "/problems/insufficient_points")


def test_six_processes_redeem_the_last_pieces_and_none_beyond(coalition: Coalition, tmp_path: Path) -> None:
    members = [f"M{number}" for number in range(PROCESSES)]
    coalition.edge.intake.take([purchase(number, "100") for number in members])

    said = race([Racer(coalition.engine, tmp_path, "redeem", number, 10) for number in members])

    assert said == {"ok": STOCK, "out_of_stock": PROCESSES * 10 - STOCK}
    assert number_of(coalition.engine, "SELECT used FROM shared_use") == STOCK
    assert number_of(coalition.engine, "SELECT sum(CAST(quantity AS integer)) FROM granted") == STOCK
    assert number_of(coalition.engine, HONOURED) == STOCK


def test_six_processes_spend_the_last_points_of_one_member_and_none_beyond(coalition: Coalition,
                                                                          tmp_path: Path) -> None:
    coalition.edge.intake.take([purchase("M", "13")])

    said = race([Racer(coalition.engine, tmp_path, "redeem", "M", 5) for _ in range(PROCESSES)])

    assert said == {"ok": 13, "insufficient_points": PROCESSES * 5 - 13}
    assert number_of(coalition.engine, "SELECT count(*) FROM redemption WHERE status = 'approved'") == 13
    assert number_of(coalition.engine, "SELECT available FROM balance") == 0


def test_six_processes_show_one_voucher_and_it_is_honoured_once(coalition: Coalition, tmp_path: Path) -> None:
    coalition.edge.intake.take([purchase("M", "1")])
    desk = Desk(coalition.engine, coalition.versions)
    answer = redeem_reward(desk, Request("R", number="M", partner="SHOP"), "coupon")
    code = json.loads(answer.body)["redemption"]["vouchers"][0]["code"]

    said = race([Racer(coalition.engine, tmp_path, "use", code, 5) for _ in range(PROCESSES)])

    assert said == {"ok": 1, "voucher_closed": PROCESSES * 5 - 1}


def test_six_processes_give_a_budget_to_the_last_point_and_none_beyond(coalition: Coalition, tmp_path: Path) -> None:
    said = race([Racer(coalition.engine, tmp_path, "earn", f"M{number}", 25) for number in range(PROCESSES)])

    assert said == {"ok": PROCESSES * 25}
    assert number_of(coalition.engine, GIVEN, rule="campaign:pot") == BUDGET
    assert number_of(coalition.engine, LEFT) == 0


def test_a_writer_killed_with_a_tranche_in_its_hands_loses_nothing(coalition: Coalition, tmp_path: Path) -> None:
    doomed = Racer(coalition.engine, tmp_path, "hold", "doomed", 3)
    doomed.wait_for("ready")
    doomed.go()
    doomed.wait_for("holding")
    doomed.kill()
    reserved = number_of(coalition.engine, "SELECT coalesce(sum(points_left), 0) FROM tranche")
    assert (reserved > GRANT) == (coalition.engine.dialect.name == "postgresql")
    assert number_of(coalition.engine, GIVEN, rule="campaign:pot") == 2 * GRANT

    answers = [coalition.edge.intake.take([purchase("M1", "500")])[0] for _ in range(BUDGET // GRANT)]

    assert [answer.detail for answer in answers if isinstance(answer, Problem)] == []
    assert json.loads(answers[-1].body)["refusals"][0]["why"] == "budget_gone"
    assert number_of(coalition.engine, GIVEN, rule="campaign:pot") == BUDGET
    assert number_of(coalition.engine, f"SELECT {LEFT.partition(',')[2]}") == 0

"""A business key has one effect, for ever."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from server.clock import now
from tests.server.webhooks.till import Coalition, Till, balance_of, points_of


def test_a_purchase_is_answered_with_its_awards_and_balance(till: Till) -> None:
    answer = till.post(till.purchase("64.00"))

    assert points_of(answer) == 64
    assert balance_of(answer) == 64
    assert answer.json["status"] == "processed"


def test_the_same_body_again_gets_the_first_answer_byte_for_byte(till: Till) -> None:
    body = till.purchase("64.00", reference="R7")
    first = till.post(body)
    till.post(till.purchase("10.00"))

    again = till.post(body)

    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(hours=25), timedelta(days=400)], ids=str)
def test_a_repeat_is_known_however_late_it_comes(till: Till, later: timedelta) -> None:
    body = till.purchase("64.00")
    first = till.post(body)

    with time_machine.travel(now() + later, tick=False):
        again = till.post(body)

    assert again.data == first.data


def test_another_body_under_the_same_reference_is_a_conflict_and_changes_nothing(till: Till) -> None:
    till.post(till.purchase("64.00", reference="R7"))

    conflict = till.post(till.purchase("65.00", reference="R7"))

    assert conflict.status_code == 409
    assert conflict.json["type"] == "/problems/reference_conflict"
    assert balance_of(till.post(till.purchase("1.00"))) == 65


def test_two_partners_may_use_the_same_reference(coalition: Coalition) -> None:
    shop, air = coalition.till("SHOP"), coalition.till("AIR")
    shop.post(shop.purchase("10.00", reference="R1"))

    assert air.post(air.purchase("20.00", reference="R1")).json["status"] == "held"


def test_a_repeat_inside_one_batch_is_a_repeat(till: Till) -> None:
    body = till.purchase("64.00")

    first, again = till.batch([body, body])

    assert first["answer"] == again["answer"]
    assert (first["replayed"], again["replayed"]) == (False, True)


def test_every_entry_names_its_event_and_version(till: Till, coalition: Coalition) -> None:
    till.post(till.purchase("64.00"))

    with coalition.engine.connect() as connection:
        rows = connection.execute(text(
            "SELECT e.version, n.rule FROM entry n JOIN event e ON e.id = n.event_id")).all()
    assert [tuple(row) for row in rows] == [(coalition.versions.timeline.hashes[0], "accrual:base")]

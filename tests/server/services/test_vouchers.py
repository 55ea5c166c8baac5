"""Voucher codes: used once by the partner that honours them, good through their last local day, never guessed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from rules.errors import PointsError
from server.services.rewards.codes import ALPHABET, plain
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.vouchers import check_voucher, use_voucher
from server.taking.batch import problem_of
from tests.server.ledger.kept import dump

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in Shanghai


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def codes(counter, asked):
    """Codes of three coupons that Ada has just redeemed."""
    answer = redeem_reward(counter.desk, asked("R1", counter.member("A", 100)), "coupon", 3)
    return [each["code"] for each in json.loads(answer.body)["redemption"]["vouchers"]]


def test_a_code_is_eighty_random_bits_in_letters_that_do_not_look_alike(codes):
    assert all(len(plain(code)) == 16 and set(plain(code)) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("OIL")


def test_a_voucher_is_used_once_however_its_code_is_typed(counter, asked, codes):
    typed = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")

    used = json.loads(use_voucher(counter.desk, asked("U1", ""), typed).body)

    assert (used["voucher"]["status"], used["voucher"]["code"]) == ("used", codes[0])
    assert check_voucher(counter.coalition.engine, "SHOP", codes[0]).status == "used"
    assert check_voucher(counter.coalition.engine, "SHOP", codes[1]).status == "open"


def test_the_partner_that_honours_it_learns_nothing_of_the_member(counter, asked, codes):
    used = json.loads(use_voucher(counter.desk, asked("U1", ""), codes[0]).body)

    assert set(used) == {"event", "status", "version", "voucher"}


def test_a_repeat_under_one_reference_is_answered_and_a_second_use_refused(counter, asked, codes):
    first = use_voucher(counter.desk, asked("U1", ""), codes[0])
    before = dump(counter.coalition.engine)

    assert use_voucher(counter.desk, asked("U1", ""), codes[0]).body == first.body
    with pytest.raises(PointsError, match="is used") as refused:
        use_voucher(counter.desk, asked("U2", ""), codes[0])

    assert problem_of(refused.value).code == "voucher_closed"
    assert dump(counter.coalition.engine) == before


@pytest.mark.parametrize("partner, typed", [("AIR", None), ("SHOP", "0000-0000-0000-0000"), ("SHOP", "")])
def test_another_partner_and_another_code_find_nothing(counter, asked, codes, partner, typed):
    with pytest.raises(PointsError) as refused:
        use_voucher(counter.desk, asked("U1", "", partner), codes[0] if typed is None else typed)

    assert problem_of(refused.value).code == "voucher_unknown"


@pytest.mark.parametrize("after, status", [
    pytest.param(timedelta(days=30, hours=11, minutes=59), "open", id="the last minute of its last day"),
    pytest.param(timedelta(days=30, hours=12), "lapsed", id="midnight after it"),
])
def test_a_voucher_is_good_through_its_last_local_day(counter, asked, codes, at_noon, after, status):
    at_noon.move_to(NOON + after)

    found = check_voucher(counter.coalition.engine, "SHOP", codes[0])
    assert (found.status, found.valid_until_on.isoformat()) == (status, "2026-04-01")

    if status == "lapsed":
        with pytest.raises(PointsError, match="is lapsed"):
            use_voucher(counter.desk, asked("U1", ""), codes[0])
    else:
        use_voucher(counter.desk, asked("U1", ""), codes[0])

"""Worked mechanics of counters and of people: n-th purchase, steps, challenge, streaks, referral."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.facts import Member, Need
from rules.rating.rate import rate
from rules.rating.rerate import rerate, whole_return
from tests.rules.rating.given import ADA, bought, play, points, version, why

FIFTH = {"code": "fifth", "progress": [{"code": "n", "when": "event.amount >= 20"}],
         "when": "event.amount >= 20 and progress.n % 5 == 0", "benefits": [{"points": 100}]}
STEPS = {"code": "steps", "progress": [{"code": "spend", "when": "event.amount > 0", "add": "event.amount",
                                        "period": "month"}],
         "benefits": [{"points": "$crossed(progress.spend_before, progress.spend, "
                                 "[[500, 50], [1000, 150], [2000, 400]])"}]}


def total(compiled, visits):
    return sum(points(decision) for decision in play(compiled, visits))


def test_m28_every_fifth_qualifying_purchase_pays():
    assert total(version(FIFTH), [bought(amount) for amount in ("25", "19", "30", "22", "40", "21")]) == 257


def test_m28_a_purchase_that_does_not_count_is_not_paid_again():
    visits = [bought(amount) for amount in ("25", "30", "22", "40", "21", "19")]

    assert [points(decision) for decision in play(version(FIFTH), visits)] == [25, 30, 22, 40, 121, 19]


def test_m31_each_step_of_the_month_is_paid_once_when_it_is_crossed():
    visits = [bought(amount) for amount in ("480", "30", "1600")]

    assert total(version(STEPS), visits) == 2710


def test_m31_a_new_month_begins_again():
    visits = [bought("480", "2026-03-31 23:59"), bought("480", "2026-04-01 00:00"), bought("20", "2026-04-30 12:00")]

    assert [points(decision) for decision in play(version(STEPS), visits)] == [480, 480, 70]


CHALLENGE = {"code": "three", "when": "progress.kinds >= 3 and progress.kinds_before < 3",
             "progress": [{"code": "kinds", "when": 'event.type == "transaction.completed"',
                           "distinct": "[l.category for l in event.lines]",
                           "starts": 'event.type == "activity.optin"', "within": "14 days"}],
             "benefits": [{"points": 250}]}


@pytest.mark.parametrize("dairy_at, expected", [("2026-03-16 08:59", 315), ("2026-03-16 09:00:00", 65)])
def test_m35_a_challenge_counts_from_the_opt_in_to_the_end_of_its_time(dairy_at, expected):
    visits = [
        bought({"coffee": "20"}, "2026-03-01 12:00"),
        bought("0", "2026-03-02 09:00", type="activity.optin"),
        bought({"tea": "15"}, "2026-03-03 12:00"),
        bought({"bakery": "12"}, "2026-03-05 12:00"),
        bought({"dairy": "18"}, dairy_at),
    ]

    assert total(version(CHALLENGE), visits) == expected


REFERRAL = {"code": "friend", "when": "event.amount >= 100",
            "benefits": [{"points": 200, "to": "referrer"}, {"points": 100}],
            "caps": [{"limit": 5, "of": "times", "period": "month", "to": "referrer"},
                     {"limit": 1, "of": "times"}]}
BEN = Member("ben", number="A-2", phone="138")


def referred(amount, member=ADA, when="2026-04-20 12:00", referrer=BEN, **event):
    return bought(amount, when, member=member, of_facts={"referrer": referrer}, **event)


def test_m48_a_referral_rewards_both_and_a_full_return_takes_both_back():
    compiled, purchase = version(REFERRAL), referred("130")

    first, second = play(compiled, [referred("60", when="2026-04-05 12:00"), purchase])
    after = rerate(compiled, purchase, whole_return(purchase))

    assert (points(first) + points(second), points(second, "ben")) == (290, 200)
    assert (points(first) + points(after), points(after, "ben")) == (60, 0)


def test_m48_the_sixth_referral_of_a_month_rewards_only_the_friend():
    friends = [referred("100", replace(ADA, id=f"friend{n}")) for n in range(7)]

    decisions = play(version(REFERRAL), friends)

    assert sum(points(decision, "ben") for decision in decisions) == 1000
    assert [points(decision, f"friend{n}") for n, decision in enumerate(decisions)] == [200] * 7
    assert why(decisions[5]) == {"friend": "cap_reached"}


def test_m48_the_same_phone_rewards_nobody():
    decision = rate(version(REFERRAL), referred("130", replace(ADA, phone="138")))

    assert (points(decision), points(decision, "ben")) == (130, 0)
    assert why(decision) == {"friend": "same_person"}


def test_a_referral_without_a_referrer_pays_nobody():
    decision = rate(version(REFERRAL), bought("130"))

    assert (points(decision), why(decision)) == (130, {"friend": "no_referrer"})


def test_m50_two_partners_within_168_hours_pay_once_a_month():
    pair = version({"code": "pair", "when": 'history.orders("168 hours", "grocer") > 0', "benefits": [{"points": 150}],
                    "caps": [{"limit": 1, "of": "times", "period": "month"}]})
    need = Need("orders", "168 hours", "grocer")
    visits = [bought("10", day, partner="air", of_facts={"history": {need: Decimal(orders)}})
              for day, orders in (("2026-03-08", 1), ("2026-03-09", 1), ("2026-04-01", 1), ("2026-04-30", 0))]

    decisions = play(pair, visits)

    assert [points(decision) for decision in decisions] == [160, 10, 160, 10]
    assert [why(decision) for decision in decisions] == [{}, {"pair": "cap_reached"}, {}, {"pair": "condition_false"}]

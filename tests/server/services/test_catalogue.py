"""The catalogue says of each reward what redeeming would say, and finds what is looked for."""

from datetime import UTC, datetime

import pytest
import time_machine

from rules.errors import PointsError
from server.connection import Connection
from server.services.rewards.catalogue import WHY_NOT, Filters, catalogue
from server.services.rewards.redeeming import redeem_reward
from tests.server.webhooks.till import PROGRAMME

SHELF = """
rewards:
  - {code: mug, name: {en: Mug, zh_Hans_CN: 马克杯}, partner: SHOP, currency: PTS, price: 10, stock: 1, category: home}
  - {code: pen, name: Pen, partner: SHOP, currency: PTS, price: "5", member_limit: 1, category: office}
  - {code: car, name: Car, text: {en: A red mug on wheels}, partner: SHOP, currency: PTS, price: "500", kind: trial}
  - {code: gold, name: Gold, partner: SHOP, currency: PTS, price: "1", when: 'member.tier == "gold"'}
  - {code: soon, name: Soon, partner: SHOP, currency: PTS, price: "1", starts_on: 2026-04-01}
  - {code: past, name: Past, partner: SHOP, currency: PTS, price: "1", ends_on: 2026-03-01}
  - {code: ride, name: Ride, partner: AIR, currency: PTS, price: "1"}
  - {code: free, name: Free, partner: SHOP, currency: PTS, price: reward.value, kind: service}
"""


@pytest.fixture(autouse=True)
def on_a_day_in_march():
    with time_machine.travel(datetime(2026, 3, 2, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def ada(counter):
    counter.coalition.publish(PROGRAMME.replace("policies: {late_days: 30}", SHELF))
    return counter.member("A", 100)


def shelf(counter, member, **filters):
    return catalogue(counter.coalition.engine, counter.coalition.versions, member, Filters(**filters))


def why_not(counter, member):
    return {offer.reward.code: offer.why_not for offer in shelf(counter, member)}


def test_every_reward_has_its_price_or_why_not(counter, ada):
    assert why_not(counter, ada) == {
        "mug": "", "pen": "", "car": "too_few_points", "gold": "not_for_you", "soon": "not_begun", "past": "over",
        "ride": "not_honoured", "free": "no_price"}
    assert [(offer.price, offer.missing) for offer in shelf(counter, ada)][:3] == [(10, 0), (5, 0), (500, 400)]


def test_what_is_taken_is_missing_at_once(counter, asked, ada):
    redeem_reward(counter.desk, asked("R1", ada), "mug")
    redeem_reward(counter.desk, asked("R2", ada), "pen")

    found = why_not(counter, ada)
    assert (found["mug"], found["pen"]) == ("out_of_stock", "limit_reached")
    assert why_not(counter, counter.member("B", 100))["pen"] == ""


def test_the_catalogue_says_what_redeeming_says(counter, asked, ada):
    for place, offer in enumerate(shelf(counter, ada)):
        if offer.affordable:
            redeem_reward(counter.desk, asked(f"R{place}", ada), offer.reward.code)
        else:
            with pytest.raises(PointsError):
                redeem_reward(counter.desk, asked(f"R{place}", ada), offer.reward.code)
            assert offer.why_not in WHY_NOT


@pytest.mark.parametrize("filters, codes", [
    ({"text": "MUG"}, ["mug", "car"]), ({"text": "马克"}, ["mug"]), ({"text": "red wheels"}, ["car"]),
    ({"category": "office"}, ["pen"]), ({"partner": "AIR"}, ["ride"]), ({"kind": "service"}, ["free"]),
    ({"affordable": True}, ["mug", "pen"]), ({"text": "pen", "category": "home"}, [])])
def test_what_is_looked_for_is_found(counter, ada, filters, codes):
    assert [offer.reward.code for offer in shelf(counter, ada, **filters)] == codes


def test_however_many_rewards_there_are_two_statements_answer(counter, ada, monkeypatch):
    statements = []
    execute = Connection._execute
    monkeypatch.setattr(Connection, "_execute", lambda self, sql, values: statements.append(sql) or execute(
        self, sql, values))

    assert len(shelf(counter, ada)) == 8
    assert len(statements) == 2


def test_a_member_that_does_not_exist_has_no_catalogue(counter):
    with pytest.raises(PointsError, match="there is no member nobody"):
        shelf(counter, "nobody")

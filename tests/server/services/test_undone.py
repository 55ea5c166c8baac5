"""Whatever is redeemed and undone again, in any order and in any parts, every lot ends as it began."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from rules.errors import PointsError
from server.ids import new_id
from server.services.points.desk import Request
from server.services.points.spending import refund_points
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.redemptions import approve, cancel, fail, fulfil
from tests.server.webhooks.till import PROGRAMME

PLENTY = PROGRAMME.replace("policies: {late_days: 30}", """
rewards:
  - {code: mug, name: Mug, partner: SHOP, currency: PTS, price: 7, stock: 10000}
  - {code: coupon, name: Coupon, partner: SHOP, currency: PTS, price: 5, kind: coupon, member_limit: 100}
  - {code: lounge, name: Lounge, partner: SHOP, currency: PTS, price: 11, approval: true, stock: 10000}
""")
LOTS = (3, 40, 1, 25, 60)
EXPECTED = {"redemption_closed", "refund_too_large", "points_not_positive"}
rewards = st.tuples(st.sampled_from(["mug", "coupon", "lounge"]), st.integers(1, 3))
steps = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["approve", "fulfil", "fail", "cancel", "refund"]),
                           st.integers(1, 20)), max_size=12)


class Story:
    """One member's redemptions, each undone in some way."""

    def __init__(self, counter):
        self.desk, self.engine, self.number = counter.desk, counter.coalition.engine, new_id()
        till = counter.coalition.till()
        for points in LOTS:
            till.post(till.purchase(str(points), member=self.number, reference=new_id()))
        self.made = []

    def ask(self, reference=""):
        return Request(reference or new_id(), number=self.number, partner="SHOP")

    def redeem(self, reward, quantity):
        reference = new_id()
        answer = redeem_reward(self.desk, self.ask(reference), reward, quantity)
        self.made.append((reference, json.loads(answer.body)["redemption"]["id"]))

    def step(self, which, deed, points):
        """Do one thing to one of them; what it is too late for is refused."""
        reference, redemption = self.made[which % len(self.made)]
        deeds = {"approve": approve, "fulfil": fulfil, "cancel": cancel, "fail": lambda *a: fail(*a, "lost")}
        refused = ""
        try:
            if deed == "refund":
                refund_points(self.desk, self.ask(), reference, points)
            else:
                deeds[deed](self.desk, self.ask(), redemption)
        except PointsError as error:
            refused = error.code
        assert refused in ("", *EXPECTED)

    def undo(self):
        """End whatever is left: what cannot be called off fails, what cannot fail is refunded."""
        for place in reversed(range(len(self.made))):
            for deed in ("cancel", "fail"):
                self.step(place, deed, 0)

    def standing(self):
        """Lots, balance and counters of the member, and what is taken of the stock."""
        with self.engine.connect() as connection:
            member = connection.execute(text("SELECT member_id FROM identity WHERE number = :number"),
                                        {"number": self.number}).scalar_one()
            return [connection.execute(text(query), {"member": member}).all() for query in (
                "SELECT id, points_left FROM lot WHERE member_id = :member ORDER BY id",
                "SELECT available, pending, held, owed FROM balance WHERE member_id = :member",
                "SELECT campaign, used FROM use_count WHERE member_id = :member AND used <> 0",
                "SELECT campaign, used FROM shared_use WHERE used <> 0")]


@pytest.fixture
def plenty(counter):
    counter.coalition.publish(PLENTY)
    return counter


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rewards, min_size=1, max_size=4), steps)
def test_redeem_cancel_and_refund_in_any_order_end_with_every_lot_as_it_began(plenty, wanted, deeds):
    story = Story(plenty)
    before = story.standing()
    for reward, quantity in wanted:
        story.redeem(reward, quantity)
    assert story.standing() != before

    for deed in deeds:
        story.step(*deed)
    story.undo()

    assert story.standing() == before

"""A coalition with a catalogue, where points can be asked for at a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from rules.entries import Reason
from server.services.points.desk import Desk, Request
from tests.server.webhooks.till import PROGRAMME, Coalition, open_coalition

CATALOGUE = PROGRAMME.replace("policies: {late_days: 30}", """
rewards:
  - {code: mug, name: Mug, partner: SHOP, currency: PTS, price: "10", stock: 3}
  - {code: ticket, name: Ticket, partner: SHOP, currency: PTS, price: "5", member_limit: 2}
  - {code: coupon, name: Coupon, partner: SHOP, currency: PTS, price: "10", kind: coupon, stock: 5, voucher_days: 30}
  - {code: trial, name: Trial, partner: SHOP, currency: PTS, price: "10", stock: 5, voucher_days: 30, lapsed: refund}
  - {code: lounge, name: Lounge, partner: SHOP, currency: PTS, price: "20", approval: true, stock: 2, member_limit: 1}
  - {code: tasting, name: Tasting, partner: SHOP, currency: PTS, price: "20", kind: trial, approval: true}
policies: {late_days: 30, transfers: "true", adjustment_limit: 500}
""")
EVE = Reason(person="eve", text="a kindness")


@dataclass
class Counter:
    """The desk of a coalition, and members with points."""

    coalition: Coalition
    desk: Desk

    def member(self, number: str, points: int) -> str:
        """Enrol a member who earns so many points; the id."""
        till = self.coalition.till()
        assert till.post(till.purchase(str(points), member=number, reference=f"earn-{number}")).status_code == 200
        with self.coalition.engine.connect() as connection:
            found: str = connection.execute(
                text("SELECT member_id FROM identity WHERE number = :number"), {"number": number}).scalar_one()
        return found

    def available(self, member: str, currency: str = "PTS") -> int:
        """What the balance row says."""
        with self.coalition.engine.connect() as connection:
            return connection.execute(
                text("SELECT available FROM balance WHERE member_id = :member AND currency = :currency"),
                {"member": member, "currency": currency}).scalar() or 0


@pytest.fixture
def counter(engine: Engine, tmp_path: Path) -> Counter:
    coalition = open_coalition(engine, tmp_path, CATALOGUE)
    return Counter(coalition, Desk(engine, coalition.versions))


@pytest.fixture
def asked() -> Callable[..., Request]:
    """``asked("R1", member)``: a request that the shop makes for a member."""
    return lambda reference, member, partner="SHOP", **more: Request(reference, member, partner=partner, **more)

"""Attempts to get more than is due, played from beginning to end: each is stopped, and the books say so."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from tests.server.webhooks.till import balance_of


def available(shop):
    return shop.get("/members/A").json["balances"]["PTS"]["available"]


def test_buying_redeeming_and_returning_leaves_a_debt_and_no_gain(site, shop):
    till = site.till()
    till.post(till.purchase("20.00", member="A", reference="P"))
    shop.post("/members/A/redemptions", {"reward": "coupon", "quantity": 2})

    back = till.post(till.event("transaction.returned", member="A", of="P", amount="20.00", currency="CNY"))

    assert balance_of(back) == -20
    assert shop.post("/members/A/redemptions", {"reward": "coupon"}).json["type"] == "/problems/insufficient_points"
    till.post(till.purchase("20.00", member="A", reference="P2"))
    assert available(shop) == 0


def test_a_redemption_called_off_after_the_return_pays_the_debt_first(site, shop):
    till = site.till()
    till.post(till.purchase("20.00", member="A", reference="P"))
    bought = shop.post("/members/A/redemptions", {"reward": "coupon", "quantity": 2}).json["redemption"]["id"]
    till.post(till.event("transaction.returned", member="A", of="P", amount="20.00", currency="CNY"))

    shop.post(f"/redemptions/{bought}/cancel", {})

    assert available(shop) == 0


def test_a_receipt_that_is_split_earns_no_more_than_the_whole(site, shop, ada):
    till = site.till()
    whole = balance_of(till.post(till.purchase("9.90", member="B", reference="WHOLE")))
    for part in range(10):
        till.post(till.purchase("0.99", member="C", reference=f"PART-{part}"))

    assert shop.get("/members/C").json["balances"].get("PTS", {"available": 0})["available"] <= whole


@pytest.mark.parametrize("tills", [8])
def test_a_voucher_shown_at_many_tills_at_once_is_honoured_at_one(site, shop, ada, tills):
    code = shop.post("/members/A/redemptions", {"reward": "coupon"}).json["redemption"]["vouchers"][0]["code"]

    def use(place):
        return site.visitor().post(f"/api/v1/vouchers/{code}/use", headers={
            "Authorization": f"Bearer {shop.bearer}", "Idempotency-Key": f"till-{place}"}).status_code

    with ThreadPoolExecutor(tills) as threads:
        said = sorted(threads.map(use, range(tills)))

    assert said == [200] + [409] * (tills - 1)


def test_a_cancelled_voucher_is_not_honoured_and_a_used_one_not_cancelled(shop, ada):
    bought = shop.post("/members/A/redemptions", {"reward": "coupon", "quantity": 2}).json["redemption"]
    used, other = (each["code"] for each in bought["vouchers"])
    shop.post(f"/vouchers/{used}/use")

    assert shop.post(f"/redemptions/{bought['id']}/cancel", {}).json["redemption"]["quantity_back"] == 1

    assert shop.post(f"/vouchers/{other}/use").json["type"] == "/problems/voucher_closed"
    assert available(shop) == 240


def test_a_link_lets_one_visitor_in_once(site, shop, ada):
    path = urlsplit(shop.post("/members/A/link").json["url"]).path

    first, second = site.visitor().post(path), site.visitor().post(path)

    assert (first.status_code, second.status_code) == (303, 404)


def test_the_same_points_are_not_held_twice(shop, ada):
    holds = [shop.post("/members/A/holds", {"currency": "PTS", "points": 200}).status_code for _ in range(2)]

    assert holds == [200, 409]

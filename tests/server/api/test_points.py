"""Points as money over the partners' interface: conversions, payments, holds."""



import pytest
import time_machine

from server.clock import now
from server.services.points.reserving import STANDS


def available(shop):
    return shop.get("/members/A").json["balances"]["PTS"]["available"]


def test_conversions_are_listed_quoted_and_made(shop, ada):
    assert [each["code"] for each in shop.get("/conversions").json["items"]] == ["to-miles"]
    quoted = shop.get("/members/A/conversions/to-miles?points=250").json
    assert (quoted["takes"], quoted["gives"], quoted["stays"], quoted["available"]) == (200, 100, 50, 250)

    made = shop.post("/members/A/conversions", {"conversion": "to-miles", "points": 250})

    gained = [each["points"] for each in made.json["changes"] if each["currency"] == "MILE"]
    assert (available(shop), gained, "MILE" in made.json["balances"]) == (50, [100], False)
    assert shop.get("/members/A/conversions/to-miles?points=50").json["type"] == "/problems/below_minimum"


def test_a_payment_is_named_by_its_key_and_given_back(shop, ada):
    paid = shop.post("/members/A/payments", {"currency": "PTS", "points": 60}, key="PAY-1")
    assert (paid.json["payment"], available(shop)) == ("PAY-1", 190)

    assert shop.post("/payments/PAY-1/refund", {"points": 25}).status_code == 200
    assert available(shop) == 215
    assert shop.post("/payments/PAY-1/refund", {"points": 36}).json["type"] == "/problems/refund_too_large"


@pytest.mark.parametrize("deed, body, left, status", [
    ("capture", {}, 220, "captured"), ("capture", {"points": 10}, 240, "captured"), ("release", {}, 250, "released")])
def test_a_hold_is_captured_or_released(shop, ada, deed, body, left, status):
    shop.post("/members/A/holds", {"currency": "PTS", "points": 30}, key="H1")
    assert (shop.get("/holds/H1").json["status"], available(shop)) == ("open", 220)

    assert shop.post(f"/holds/H1/{deed}", body).status_code == 200

    assert (shop.get("/holds/H1").json["status"], available(shop)) == (status, left)
    refused = shop.post(f"/holds/H1/{deed}", body).json
    assert (refused["type"], refused["detail"]) == ("/problems/hold_closed", "The hold is no longer open.")


def test_a_hold_says_when_it_lapses_and_a_capture_can_be_refunded(shop, ada):
    with time_machine.travel(now(), tick=False):
        shop.post("/members/A/holds", {"currency": "PTS", "points": 30}, key="H1")
        assert shop.get("/holds/H1").json["expires_at"] == (now() + STANDS).isoformat()
    shop.post("/holds/H1/capture", {}, key="C1")

    assert shop.post("/payments/C1/refund", {}).status_code == 200
    assert available(shop) == 250


@pytest.mark.parametrize("partner, number", [("AIR", "A"), ("SHOP", "B")])
def test_nobody_pays_with_points_of_a_member_it_does_not_know(caller, ada, partner, number):
    answer = caller(partner).post(f"/members/{number}/payments", {"currency": "PTS", "points": 1})

    assert (answer.status_code, answer.json["type"]) == (404, "/problems/not_found")


def test_an_event_of_the_webhook_and_a_call_never_share_a_key(site, shop, ada):
    till = site.till()
    till.post(till.purchase("10.00", member="A", reference="SAME"))

    assert shop.post("/members/A/payments", {"currency": "PTS", "points": 1}, key="SAME").status_code == 200
    assert shop.post("/payments/earn-A/refund", {}).status_code == 404



"""Rewards over the partners' interface: the catalogue, a redemption's life, vouchers at the till."""

import pytest


@pytest.fixture
def redeemed(shop, ada):
    """``redeemed("lounge")``: what the answer tells of the redemption."""
    def redeem(reward, quantity=1, partner=shop, number=ada):
        answer = partner.post(f"/members/{number}/redemptions", {"reward": reward, "quantity": quantity})
        assert answer.status_code == 200, answer.text
        return answer.json["redemption"]

    return redeem


@pytest.fixture
def flyer(shop, air, ada):
    """Ada's number at the airline."""
    air.post("/identities", {"number": "F-9", "code": shop.post(f"/members/{ada}/code").json["code"]})
    return "F-9"


def test_the_catalogue_is_searched_and_paged(shop, ada):
    first = shop.get("/members/A/rewards?limit=2&affordable=true").json
    rest = shop.get(f"/members/A/rewards?affordable=true&cursor={first['next']}").json

    assert [each["code"] for each in (*first["items"], *rest["items"])] == [
        "coupon", "lounge", "mug", "tasting", "ticket", "trial"]
    assert rest["next"] is None
    assert [each["code"] for each in shop.get("/members/A/rewards?text=lounge").json["items"]] == ["lounge"]


def test_one_reward_is_read_with_what_is_left(shop, ada, redeemed):
    redeemed("mug", 2)

    told = shop.get("/members/A/rewards/mug").json
    assert (told["price"], told["stock_left"], told["why_not"]) == (10, 1, "")
    assert shop.get("/members/A/rewards/nothing").status_code == 404


def test_a_redemption_is_followed_to_its_end(shop, redeemed):
    id_ = redeemed("lounge")["id"]
    assert shop.get(f"/redemptions/{id_}").json["status"] == "waiting"

    assert shop.post(f"/redemptions/{id_}/approve").json["redemption"]["status"] == "approved"
    shop.post(f"/redemptions/{id_}/fulfil", {"tracking": "gate 4"})

    told = shop.get(f"/redemptions/{id_}").json
    assert (told["status"], told["tracking"], told["member"]) == ("fulfilled", "gate 4", {"number": "A"})


@pytest.mark.parametrize("end, body", [("refuse", {"why": "full"}), ("cancel", {})])
def test_what_is_refused_or_called_off_is_given_back(shop, redeemed, end, body):
    id_ = redeemed("lounge")["id"]
    assert shop.get("/members/A").json["balances"]["PTS"]["available"] == 230

    assert shop.post(f"/redemptions/{id_}/{end}", body).status_code == 200

    assert shop.get("/members/A").json["balances"]["PTS"]["available"] == 250
    assert shop.post(f"/redemptions/{id_}/approve").json["type"] == "/problems/redemption_closed"


def test_whoever_asked_calls_it_off_and_whoever_gives_says_yes_or_no(shop, air, redeemed, flyer):
    id_ = redeemed("lounge", partner=air, number=flyer)["id"]

    assert air.get(f"/redemptions/{id_}").json["member"] == {"number": "F-9"}
    assert shop.get(f"/redemptions/{id_}").json["member"] == {"number": "A"}
    assert air.post(f"/redemptions/{id_}/approve").json["type"] == "/problems/forbidden"
    assert shop.post(f"/redemptions/{id_}/cancel", {}).json["type"] == "/problems/forbidden"
    assert shop.post(f"/redemptions/{id_}/approve").status_code == 200


def test_redemptions_are_listed_for_those_they_concern(shop, air, caller, redeemed, flyer):
    mine, theirs = redeemed("mug")["id"], redeemed("lounge", partner=air, number=flyer)["id"]

    assert [each["id"] for each in shop.get("/redemptions").json["items"]] == [theirs, mine]
    assert [each["id"] for each in shop.get("/redemptions?status=waiting").json["items"]] == [theirs]
    assert [each["id"] for each in air.get("/redemptions").json["items"]] == [theirs]
    assert [each["id"] for each in air.get("/members/F-9/redemptions").json["items"]] == [theirs]
    assert caller("CLUB").get("/redemptions").json == {"items": [], "next": None}


def test_redemptions_are_paged(shop, redeemed):
    made = [redeemed("mug")["id"] for _ in range(3)]

    first = shop.get("/members/A/redemptions?limit=2").json
    rest = shop.get(f"/members/A/redemptions?limit=2&cursor={first['next']}").json

    assert [each["id"] for each in (*first["items"], *rest["items"])] == made[::-1]


def test_a_voucher_is_looked_at_and_used_once(shop, air, redeemed):
    code = redeemed("coupon")["vouchers"][0]["code"]
    assert shop.get(f"/vouchers/{code}").json["status"] == "open"

    first = shop.post(f"/vouchers/{code}/use", key="U1")
    assert (first.json["voucher"]["status"], shop.post(f"/vouchers/{code}/use", key="U1").data) == ("used", first.data)
    assert shop.post(f"/vouchers/{code.lower()}/use").json["type"] == "/problems/voucher_closed"
    assert (air.get(f"/vouchers/{code}").status_code, air.post(f"/vouchers/{code}/use").status_code) == (404, 404)

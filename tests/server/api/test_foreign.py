"""Whatever belongs to somebody else does not exist: every address with an id, tried by another partner."""

import re
from collections.abc import Mapping

import pytest

from server.api.operations import OPERATIONS
from tests.findings import none_of
from tests.server.ledger.kept import dump

PLACES = re.compile(r"<(\w+)>")
NAMED = [each for each in OPERATIONS if PLACES.search(each.path)]
BODIES: Mapping[str, dict[str, object]] = {
    "update_member": {"attributes": {"newsletter": True}}, "convert": {"conversion": "to-miles", "points": 100},
    "pay_with_points": {"currency": "PTS", "points": 1}, "hold": {"currency": "PTS", "points": 1},
    "redeem": {"reward": "mug"}, "say_no": {"why": "no"}, "give_up": {"why": "no"},
}
QUERIES = {"quote_conversion": "?points=100"}


@pytest.fixture
def belongings(shop, ada):
    """Something of the shop's in every place an address can name."""
    bought = shop.post(f"/members/{ada}/redemptions", {"reward": "coupon"}).json["redemption"]
    shop.post(f"/members/{ada}/holds", {"currency": "PTS", "points": 5}, key="HOLD")
    shop.post(f"/members/{ada}/payments", {"currency": "PTS", "points": 5}, key="PAY")
    return {"number": ada, "redemption": bought["id"], "code": bought["vouchers"][0]["code"], "hold": "HOLD",
            "payment": "PAY", "conversion": "to-miles", "reward": "mug"}


def asked(one, operation, places):
    path = PLACES.sub(lambda place: places[place.group(1)], operation.path) + QUERIES.get(operation.name, "")
    if operation.method == "GET":
        return one.get(path)
    body = BODIES.get(operation.name, {"code": "0000-0000-00"} if operation.name == "unbind_identity" else {})
    return one.post(path, body, method=operation.method)


@pytest.mark.parametrize("partner", ["AIR", "CLUB"])
def test_another_partner_finds_nothing_and_changes_nothing(site, caller, belongings, partner):
    one = caller(partner)
    before = dump(site.coalition.engine)

    answers = {each.name: asked(one, each, belongings) for each in NAMED}

    none_of(f"{name}: {answer.text}" for name, answer in answers.items()
            if answer.status_code != (422 if name == "unbind_identity" else 404))
    assert dump(site.coalition.engine) == before


def test_the_same_addresses_lead_the_owner_somewhere(shop, belongings):
    none_of(f"{each.name}: {answer.text}" for each in NAMED if each.name != "unbind_identity"
            for answer in [asked(shop, each, belongings)] if answer.status_code == 404)


def test_every_place_of_an_address_is_tried(belongings):
    assert {place for each in NAMED for place in PLACES.findall(each.path)} == set(belongings)
    assert len(NAMED) > 25


STRANGE = ("", "%00", "..", "A%2F..", "A' OR '1'='1", "🦊", "x" * 5_000, "%E2%80%AE", "%ED%A0%80")


def test_a_number_that_nobody_has_is_not_found(shop, ada):
    answers = {number: shop.get(f"/members/{number}") for number in STRANGE}

    none_of(f"{number}: {answer.status_code}" for number, answer in answers.items()
            if answer.status_code not in (404, 405) or answer.content_type != "application/problem+json")

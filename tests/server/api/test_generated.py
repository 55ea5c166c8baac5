"""The published interface is true: requests made from it are answered as it says, whatever they say."""

import pytest

from tests.fuzz.api import call_generated, operations
from tests.fuzz.http import MODES


@pytest.fixture
def known(shop, ada):
    """Things that exist, for the places of addresses."""
    bought = shop.post(f"/members/{ada}/redemptions", {"reward": "coupon"}).json["redemption"]
    shop.post(f"/members/{ada}/holds", {"currency": "PTS", "points": 5}, key="HOLD")
    return {"number": ada, "redemption": bought["id"], "code": bought["vouchers"][0]["code"], "hold": "HOLD",
            "payment": "HOLD", "conversion": "to-miles", "reward": "mug"}


@pytest.mark.parametrize("mode", MODES)
def test_generated_requests_are_answered_as_documented(site, shop, known, mode):
    statuses = call_generated(site.visitor(), shop.bearer, known, mode, examples=4, seed=1)

    assert max(statuses) < 500
    assert sum(statuses.values()) >= 4 * len(operations())

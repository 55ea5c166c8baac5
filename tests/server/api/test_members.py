"""Members over the partners' interface: by own numbers only, enrolled once, bound and let go with proof."""

import pytest
import time_machine
from sqlalchemy.orm import Session

from server.clock import now
from server.services.members.by_number import member_with
from server.services.members.identities import GOOD_FOR
from server.services.personal.consent import give


def test_a_member_is_read_by_the_partners_own_number(shop, air, ada):
    found = shop.get("/members/A")

    assert (found.status_code, found.json["number"]) == (200, "A")
    assert found.json["balances"]["PTS"]["available"] == 250
    assert air.get("/members/A").status_code == 404


def test_balances_say_what_they_are_worth_and_what_lapses_when(shop, ada):
    told = shop.get("/members/A/balances").json["balances"]["PTS"]

    assert (told["available"], told["worth"], told["held"]) == (250, "2.50", 0)
    assert [each["points"] for each in told["lapses"]] == [250]


@pytest.mark.parametrize("partner", ["SHOP", "AIR", "CLUB"])
def test_whoever_vouches_for_a_number_enrols_it_whatever_its_setting_for_unknown_ones_is(caller, partner):
    one = caller(partner)
    assert one.get("/members/N-1").status_code == 404

    assert one.post("/members", {"number": "N-1", "attributes": {"newsletter": True}}).status_code == 200

    assert one.get("/members/N-1").json["number"] == "N-1"


def test_a_number_is_enrolled_once_and_a_repeat_is_answered(shop):
    first = shop.post("/members", {"number": "N-1"}, key="E1")
    again = shop.post("/members", {"number": "N-1"}, key="E1")
    other = shop.post("/members", {"number": "N-1"}, key="E2")

    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert (other.status_code, other.json["type"]) == (409, "/problems/identity_taken")


def test_what_is_known_of_a_member_is_changed(shop, ada, air):
    assert shop.patch("/members/A", {"attributes": {"language": "zh_Hans_CN"}}).status_code == 200
    assert air.patch("/members/A", {"attributes": {"language": "en"}}).status_code == 404

    spoken = shop.post("/quotes", {"reference": "Q", "member": {"number": "A"}, "occurred_at": now().isoformat(),
                                   "amount": "10.00", "currency": "CNY"}).json["awards"][0]["sentence"]
    assert not spoken.isascii()


@pytest.mark.parametrize("path, body", [("/members/A", {}), ("/members", {"number": "N-1"})])
def test_a_word_that_is_none_is_named_where_it_stands_in_the_body(shop, ada, path, body):
    ask = shop.patch if path == "/members/A" else shop.post

    refused = ask(path, {**body, "attributes": {"email": "nobody"}})

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/attributes/email")


@pytest.fixture
def code(shop, ada):
    """A code that the member got in the shop's own house."""
    answer = shop.post(f"/members/{ada}/code")
    assert answer.status_code == 200, answer.text
    return answer.json["code"]


def test_a_code_lets_another_partner_bind_its_own_number(shop, air, code):
    assert air.post("/identities", {"number": "F-9", "code": code}).status_code == 200

    assert (air.get("/members/F-9").json["number"], shop.get("/members/A").status_code) == ("F-9", 200)


def test_what_others_issue_is_seen_by_consent_only(site, shop, air, code):
    air.post("/identities", {"number": "F-9", "code": code})
    told = air.get("/members/F-9").json
    assert (told["consents"], told["tier"], told["growth"], told["balances"]) == (False, None, None, {})
    assert air.get("/members/F-9/lots").json["items"] == []

    with Session(site.coalition.engine) as session:
        give(session, member_with(site.coalition.engine, "AIR", "F-9"), "AIR")
        session.commit()

    told = air.get("/members/F-9").json
    assert (told["consents"], told["tier"]["code"], told["balances"]["PTS"]["available"]) == (True, "", 250)
    assert [each["points"] for each in air.get("/members/F-9/lots?currency=PTS").json["items"]] == [250]


def test_a_code_is_told_again_to_whoever_asked_and_kept_by_nobody(shop, ada):
    first, again = (shop.post(f"/members/{ada}/code", key="C1") for _ in range(2))

    assert first.data == again.data
    assert shop.post(f"/members/{ada}/code").json["code"] != first.json["code"]


@pytest.mark.parametrize("typed", ["AAAA-AAAA-AA", "", " ", "x" * 40])
def test_a_made_up_code_proves_nothing(air, ada, typed):
    assert air.post("/identities", {"number": "F-9", "code": typed}).status_code == 422
    assert air.get("/members/F-9").status_code == 404


def test_a_code_works_once_and_only_for_ten_minutes(shop, air, ada, code):
    with time_machine.travel(now() + GOOD_FOR, tick=False):
        assert air.post("/identities", {"number": "F-9", "code": code}).json["type"] == "/problems/proof_refused"
    first = air.post("/identities", {"number": "F-9", "code": code}, key="B1")
    assert first.status_code == 200
    assert air.post("/identities", {"number": "F-9", "code": code}, key="B1").data == first.data
    assert air.post("/identities", {"number": "F-8", "code": code}).status_code == 422


def test_a_number_that_is_somebody_elses_is_not_bound(shop, air, code):
    air.post("/members", {"number": "F-9"})

    assert air.post("/identities", {"number": "F-9", "code": code}).json["type"] == "/problems/identity_taken"


def test_a_partner_alone_lets_no_number_go(shop, air, ada, code):
    air.post("/identities", {"number": "F-9", "code": code})

    own = shop.post(f"/members/{ada}/code").json["code"]
    assert shop.post("/identities/A/unbind", {"code": own}).json["type"] == "/problems/proof_refused"
    theirs = air.post("/members/F-9/code").json["code"]
    assert shop.post("/identities/A/unbind", {"code": theirs}).status_code == 200
    assert (shop.get("/members/A").status_code, air.get("/members/F-9").status_code) == (404, 200)


def test_the_last_number_stays(shop, air, ada, code):
    air.post("/identities", {"number": "F-9", "code": code})
    theirs = [air.post("/members/F-9/code").json["code"] for _ in range(2)]
    shop.post("/identities/A/unbind", {"code": theirs[0]})

    assert air.post("/identities/F-9/unbind", {"code": theirs[1]}).json["type"] == "/problems/proof_refused"
    assert shop.post("/identities/F-9/unbind", {"code": theirs[1]}).json["type"] == "/problems/last_identity"


def test_a_link_is_told_again_to_whoever_asked_and_is_good_for_ten_minutes(shop, air, ada):
    first, again = (shop.post(f"/members/{ada}/link", key="L1") for _ in range(2))

    assert first.json["url"].startswith("http://127.0.0.1:8000/me/link/")
    assert (first.data, again.headers["Idempotent-Replayed"]) == (again.data, "true")
    assert air.post(f"/members/{ada}/link").status_code == 404


def test_lots_and_history_are_paged(site, shop, ada):
    till = site.till()
    for number in range(1, 5):
        till.post(till.purchase(f"{number}.00", member="A", reference=f"P{number}"))
    for path, count in (("/members/A/lots", 5), ("/members/A/history", 5)):
        found, cursor = [], ""
        while True:
            page = shop.get(f"{path}?limit=2&cursor={cursor}").json
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                break
        assert len(found) == len({json_key(each) for each in found}) == count


def json_key(item):
    return item.get("id") or item["event"]


def test_history_tells_a_partners_own_events_with_their_reasons(site, shop, air, ada, code):
    air.post("/identities", {"number": "F-9", "code": code})
    flight = site.till("AIR")
    flight.post(flight.purchase("100", member="F-9", reference="FLIGHT"))

    mine, theirs = shop.get("/members/A/history").json["items"], air.get("/members/F-9/history").json["items"]

    assert "FLIGHT" not in [line["reference"] for line in mine]
    assert {line["reference"] for line in theirs} >= {"FLIGHT"}
    earned = next(line for line in mine if line["reference"] == "earn-A")
    assert [change["points"] for change in earned["changes"]] == [250]
    assert earned["awards"][0]["sentence"]

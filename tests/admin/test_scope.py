"""A partner operator sees one partner's rows, on every way there is to a row."""

from __future__ import annotations

import pytest

from tests.admin.console import sign_in
from tests.admin.test_pages import member_of
from tests.server.webhooks.till import PROGRAMME
from tests.site import Site
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS

TEXT = PROGRAMME.replace("unknown_members: hold", "unknown_members: enrol")


@pytest.fixture
def programme_text() -> str:
    return TEXT


@pytest.fixture
def both(console: Site) -> Site:
    """One member at the shop, another at the airline, one purchase each."""
    for partner, number in (("SHOP", "M-1"), ("AIR", "F-9")):
        till = console.till(partner)
        answer = till.post(till.purchase("60.00", member=number, reference=f"{partner}-1"))
        assert answer.status_code == 200, answer.text
    return console


@pytest.fixture
def operator(both: Site):
    return sign_in(both, "partner_operator", partner="SHOP")


def event_of(site: Site, member: str) -> str:
    page = sign_in(site).get(f"/admin/members/{member}").text
    return page.split(f"/admin/events/{member}/")[1][:32]


def test_the_lists_hold_the_partners_own_only(operator):
    for address in ("/admin/members/", "/admin/events/"):
        page = operator.get(address).text
        assert "M-1" in page or "SHOP-1" in page
        assert "F-9" not in page
        assert "AIR-1" not in page


def test_the_others_are_not_there_when_one_knows_their_id(both, operator):
    member = member_of(both, "F-9", "AIR")

    assert operator.get(f"/admin/members/{member}").status_code == 404
    assert operator.get(f"/admin/events/{member}/{event_of(both, member)}").status_code == 404


def test_the_partners_own_are_there(both, operator):
    member = member_of(both, "M-1")

    assert operator.get(f"/admin/members/{member}").status_code == 200
    assert operator.get(f"/admin/events/{member}/{event_of(both, member)}").status_code == 200


@pytest.mark.parametrize("asked", ["F-9", "AIR-1", "coffee"])
def test_search_finds_nothing_of_others(operator, asked: str):
    assert operator.get(f"/admin/search/json?q={asked}").json == {"found": []}
    assert "Nobody has exactly this" in operator.get(f"/admin/members/?q={asked}").text


def test_search_finds_the_partners_own(operator):
    assert [each["name"] for each in operator.get("/admin/search/json?q=M-1").json["found"]] == ["M-1"]
    assert [each["name"] for each in operator.get("/admin/search/json?q=SHOP-1").json["found"]] == ["SHOP-1"]


def test_the_figures_of_the_first_page_are_the_partners_own(both, operator, follow):
    follow()

    assert operator.get("/admin/live").json["figures"]["events"] == "1"
    assert sign_in(both).get("/admin/live").json["figures"]["events"] == "2"


@pytest.mark.parametrize("address", ["/admin/audit/", "/admin/audit/details/?id=1", "/admin/audit/export/csv/",
                                     "/admin/ledger/", "/admin/versions/", "/admin/staff/"])
def test_what_is_everybodys_is_closed(operator, address: str):
    assert operator.get(address).status_code == 403


def test_a_member_of_both_shows_the_operator_the_partners_number_only(both):
    till = both.till()
    till.post(till.event("member.updated", member="M-1", reference="U1", attributes={}))
    page = sign_in(both, "partner_operator", partner="AIR").get("/admin/members/").text

    assert "F-9" in page
    assert "M-1" not in page

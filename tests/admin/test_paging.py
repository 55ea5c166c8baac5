"""Long lists, page by page, without a row twice or left out."""

from __future__ import annotations

import re

import pytest

from admin import members
from admin.paging import PAGE
from tests.admin.console import sign_in
from tests.admin.test_pages import member_of
from tests.site import Site
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS


def walk(client, address: str, found: re.Pattern) -> list[str]:
    """Everything that the pages from ``address`` on show, in order."""
    seen = []
    while address:
        page = client.get(address).text
        seen += found.findall(page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        address = link[1].replace("&amp;", "&") if link else ""
    return seen


@pytest.fixture
def long(console: Site) -> Site:
    """More purchases than a page holds, one of each of as many members."""
    till = console.till()
    till.batch([till.purchase("10.00", member=f"M-{number}", reference=f"R-{number}.") for number in range(PAGE + 10)])
    return console


def test_events_and_members_are_shown_once_each_over_all_pages(long: Site):
    client = sign_in(long)

    references = walk(client, "/admin/events/", re.compile(r"<code>(R-\d+\.)</code>"))
    numbers = walk(client, "/admin/members/", re.compile(r">(M-\d+)</a>"))

    assert sorted(references) == sorted(f"R-{number}." for number in range(PAGE + 10))
    assert sorted(numbers) == sorted(f"M-{number}" for number in range(PAGE + 10))


def test_a_partner_finds_its_own_events_behind_everybody_elses(long: Site):
    club = sign_in(long, "partner_operator", partner="CLUB")
    shop = sign_in(long, "partner_operator", partner="SHOP")

    assert walk(club, "/admin/events/", re.compile(r"<code>(R-\d+\.)</code>")) == []
    assert len(walk(shop, "/admin/events/", re.compile(r"<code>(R-\d+\.)</code>"))) == PAGE + 10


def test_a_long_history_goes_on(console: Site, monkeypatch):
    monkeypatch.setattr(members, "HISTORY", 3)
    till = console.till()
    till.batch([till.purchase("10.00", member="M-1", reference=f"R-{number}.") for number in range(8)])

    page = walk(sign_in(console), f"/admin/members/{member_of(console, 'M-1')}", re.compile(r">(R-\d\.)</small>"))

    assert page == [f"R-{number}." for number in reversed(range(8))]


@pytest.mark.parametrize("after", ["x", "1", "99999999999999999999.a", "'; DROP TABLE event"])
def test_a_place_that_no_page_gave_is_the_first_page_or_none(long: Site, after: str):
    client = sign_in(long)

    for address in ("/admin/events/", "/admin/members/", "/admin/ledger/", "/admin/versions/"):
        assert client.get(address, query_string={"after": after}).status_code == 200

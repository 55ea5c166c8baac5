"""The list of campaigns."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from server.db import db
from tests.admin.campaigns.drafting import held
from tests.admin.console import sign_in
from tests.site import Site
from tests.tables import BOTH_KINDS

pytestmark = BOTH_KINDS


@pytest.mark.parametrize(("view", "names"), [
    ("all", ["Double coffee", "The pot", "Spring"]), ("running", ["Double coffee", "The pot", "Spring"]),
    ("coming", ["Spring"]), ("changed", []), ("archived", []),
])
def test_each_view_shows_the_campaigns_that_stand_in_it(shop: Site, view: str, names: list[str]) -> None:
    page = sign_in(shop, "viewer").get(f"/admin/campaigns/?view={view}").text

    assert re.findall(r'class="name"[^>]*>([^<]+)<', page) == names


def test_a_search_finds_a_name_in_any_language_and_a_code(shop: Site) -> None:
    visitor = sign_in(shop, "viewer")

    for query in ("春天", "later", "SPRING"):
        assert re.findall(r'class="name"[^>]*>([^<]+)<', visitor.get(f"/admin/campaigns/?q={query}").text) == ["Spring"]


def test_a_page_of_the_list_asks_the_database_five_times_at_most(shop: Site) -> None:
    visitor = sign_in(shop, "viewer")
    visitor.get("/admin/campaigns/")
    asked: list[str] = []
    with shop.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda c, cursor, statement, *rest: asked.append(statement))

    visitor.get("/admin/campaigns/")

    assert len([each for each in asked if each.lstrip().upper().startswith("SELECT")]) <= 5, asked


def test_several_are_paused_at_once_and_stand_as_changed(shop: Site) -> None:
    visitor = sign_in(shop, "marketer")

    visitor.post("/admin/campaigns/bulk", data={"code": ["pot", "coffee"], "deed": "pause"})

    assert [held(shop, code).value.status for code in ("pot", "coffee", "later")] == ["paused", "paused", "live"]
    assert visitor.get("/admin/campaigns/?view=changed").text.count('class="name"') == 2


def test_a_copy_is_opened_and_paused(shop: Site) -> None:
    answer = sign_in(shop, "marketer").post("/admin/campaigns/pot/duplicate")

    assert answer.location == "/admin/campaign/pot-2/"
    assert held(shop, "pot-2").value.status == "paused"


def test_an_archived_campaign_stands_in_its_own_view_alone(shop: Site) -> None:
    visitor = sign_in(shop, "marketer")

    visitor.post("/admin/campaigns/pot/switch", data={"deed": "archive"})

    assert "The pot" not in visitor.get("/admin/campaigns/").text
    assert "The pot" in visitor.get("/admin/campaigns/?view=archived").text


def test_who_may_only_look_is_offered_nothing_else(shop: Site) -> None:
    page = sign_in(shop, "viewer").get("/admin/campaigns/").text

    assert "bulk-bar" not in page
    assert "New campaign" not in page

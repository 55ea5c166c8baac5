"""The read-only areas: what they show, to whom, and what they cost."""

from __future__ import annotations

import pytest
from sqlalchemy import event as listening

from server.db import db
from server.models import Identity
from tests.admin.console import sign_in
from tests.server.webhooks.till import coffee
from tests.site import Site


@pytest.fixture
def busy(console: Site) -> Site:
    """Two members at the shop, one of them with a purchase of coffee and its return."""
    till = console.till()
    till.post(till.purchase("60.00", member="M-1", reference="A1", lines=[coffee("60.00")]))
    till.post(till.purchase("40.00", member="M-2", reference="A2"))
    return console


def asked_of(site: Site) -> list[str]:
    """Every statement that any database of the site is asked from now on."""
    asked: list[str] = []
    with site.app.app_context():
        engines = {db.engine, site.coalition.engine}
    for engine in engines:
        listening.listen(engine, "before_cursor_execute", lambda *details: asked.append(details[2]))
    return asked


PAGES = ("/admin/", "/admin/members/", "/admin/events/", "/admin/ledger/", "/admin/versions/",
         "/admin/audit/", "/admin/staff/")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_at_most_five_questions_to_the_database(busy: Site, address: str):
    client, asked = sign_in(busy), asked_of(busy)
    client.get(address)
    asked.clear()

    assert client.get(address).status_code == 200

    questions = [each for each in asked if each.lstrip().startswith(("SELECT", "WITH"))]
    assert len(questions) <= 5, questions


def test_a_stylesheet_waits_for_no_database_whoever_is_signed_in(busy: Site):
    client, asked = sign_in(busy), asked_of(busy)

    with client.get("/static/console.css") as answer:
        assert answer.status_code == 200

    assert asked == []


def test_a_member_is_found_by_exactly_their_number(busy: Site):
    client = sign_in(busy)

    assert "M-1" in client.get("/admin/members/?q=M-1").text
    assert "Nobody has exactly this" in client.get("/admin/members/?q=M-").text


def test_a_line_of_history_leads_to_the_decision_told_in_plain_words(busy: Site):
    client, member = sign_in(busy), member_of(busy, "M-1")

    page = client.get(f"/admin/members/{member}").text
    event = page.split(f"/admin/events/{member}/")[1][:32]
    told = client.get(f"/admin/events/{member}/{event}").text

    assert "Double coffee: 60 Points" in told
    assert "the amount paid is at least 500" in told


def test_the_same_is_told_in_chinese(busy: Site):
    client, member = sign_in(busy, accept_language="zh-TW"), member_of(busy, "M-1")

    page = client.get(f"/admin/members/{member}").text
    event = page.split(f"/admin/events/{member}/")[1][:32]

    assert "不少於" in client.get(f"/admin/events/{member}/{event}").text


def test_the_ledger_shows_each_entry_with_its_legs(busy: Site):
    page = sign_in(busy).get("/admin/ledger/").text

    assert "Double coffee" in page
    assert "partner:SHOP:issued" in page


def test_versions_show_what_is_in_force_and_its_text(console: Site):
    client = sign_in(console, "viewer")
    hash_ = console.coalition.versions.timeline.hashes[-1]

    assert ">Live</span>" in client.get("/admin/versions/").text
    assert "Double coffee" in client.get(f"/admin/versions/{hash_}").text
    assert client.get("/admin/versions/no-such-hash").status_code == 404


def member_of(site: Site, number: str, partner: str = "SHOP") -> str:
    with site.app.app_context():
        found = db.session.get(Identity, (partner, number)).member_id
        db.session.rollback()
        return found

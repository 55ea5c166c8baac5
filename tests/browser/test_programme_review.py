"""A tier's threshold, from a mistake to points at the till, and back: as a marketer and an approver do it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from rules.canonical import content_hash
from server.clock import now
from server.services.programme.draft import store
from server.services.programme.publishing import Signed, publish
from tests.admin.conftest import console, follow, programme_text
from tests.admin.console import hire
from tests.browser.console_pages import enter
from tests.server.webhooks.till import PROGRAMME, balance_of, points_of, programme_of

__all__ = ["console", "follow", "programme_text"]

GUARDED = PROGRAMME.replace("{late_days: 30}", "{late_days: 30, second_person: true}")


@pytest.fixture
def shop(console):
    """A programme that asks for a second person, its draft the same, and two people of staff."""
    programme = programme_of(GUARDED)
    with Session(console.coalition.engine) as session:
        publish(session, programme, signed=Signed("ada", "bob", content_hash(programme)))
        store(session, programme)
        session.commit()
    console.coalition.versions.refresh()
    for role in ("marketer", "approver"):
        hire(console.coalition.engine, role)
    return console


def write_rule(page, name, text):
    """Type a rule over the one that stands in an editor."""
    page.locator(f"#{name} + .CodeMirror").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def joins(shop):
    """The member comes in, and lets the shop know of its tier."""
    till = shop.till()
    till.post(till.event("member.joined", member="M-9", reference="J1", attributes={"consents": True}, at=now()))


def buys(shop, amount, reference):
    till = shop.till()
    return till.post(till.purchase(amount, member="M-9", reference=reference, at=now()))


def test_a_threshold_with_a_mistake_is_mended_approved_by_another_and_lifts_a_member_at_the_till(
        shop, live, visit, shoot):
    base = live(shop.app)
    marketer, approver = (enter(visit(), base, f"{role}@example.org") for role in ("marketer", "approver"))
    joins(shop)
    assert buys(shop, "300.00", "R1").json["tier"]["code"] != "gold"

    page = marketer.open("/admin/tiers/gold/")
    write_rule(page, "qualify", 'history.pints("12 months", "PTS") >= 200')
    page.locator("#qualify-findings li", has_text="history.pints").wait_for()
    shoot(page, "story-1-mistake")
    write_rule(page, "qualify", 'history.points("12 months", "PTS") >= 200')
    page.locator("#qualify-words", has_text="at least 200").wait_for()
    page.click("button.primary:has-text('Save in the draft')")

    page = marketer.open("/admin/review/")
    page.locator(".in-words", has_text="at least 200").wait_for()
    page.fill("#why", "gold for regulars")
    page.click("button:has-text('Submit for approval')")
    page.locator("text=Submitted by marketer@example.org").wait_for()
    assert page.locator("button:has-text('Publish')").count() == 0

    page = approver.open("/admin/review/")
    shoot(page, "story-2-review")
    page.click("button:has-text('Approve this content')")
    page.locator(".pill-good", has_text="Approved").wait_for()
    page.click("button:has-text('Publish')")
    page.click("#confirm [data-answer=yes]")
    page.locator(".note-good", has_text="Published").wait_for()

    answer = buys(shop, "100.00", "R2")
    assert (points_of(answer), balance_of(answer)) == (100, 450)
    assert answer.json["tier"]["code"] == "gold"


def test_a_version_is_rolled_back_with_a_reason_after_a_question(console, live, page, shoot):
    console.coalition.publish(PROGRAMME.replace("points: matched.amount", "points: matched.amount * 5"))
    hire(console.coalition.engine, "marketer")
    visited = enter(page, live(console.app), "marketer@example.org")
    assert points_of(buys(console, "10.00", "R1")) == 50

    visited.open("/admin/versions/")
    page.click("main td a:has-text('Roll back')")
    page.locator(".was-text", has_text="matched.amount * 5").wait_for()
    shoot(page, "story-3-rollback")
    page.fill("#note", "five times was meant for Sunday only")
    page.click("main button.danger")
    page.click("#confirm [data-answer=yes]")

    page.locator(".note-good", has_text="is live again").wait_for()
    assert points_of(buys(console, "10.00", "R2")) == 10


def test_two_people_at_one_tier_lose_nothing(shop, live, visit, axe, shoot):
    base = live(shop.app)
    first, second = (enter(visit(), base, "marketer@example.org").open("/admin/tiers/gold/") for _ in range(2))

    for page, award in ((first, "60"), (second, "70")):
        page.fill("#award", award)
        page.click("button.primary:has-text('Save in the draft')")
        page.wait_for_load_state()

    row = second.locator("#apart tbody tr")
    assert row.inner_text().split() == ["Points", "on", "rising", "60", "70"]
    shoot(second, "story-4-both-texts")
    assert axe(second) == []
    second.click("button.primary:has-text('Save in the draft')")
    second.locator(".note-good").wait_for()
    assert second.locator("#award").input_value() == "70"


def test_a_secret_is_shown_once(console, live, page, axe):
    hire(console.coalition.engine, "admin")
    visited = enter(page, live(console.app), "admin@example.org")
    visited.open("/admin/partners/SHOP/")

    page.click("button:has-text('Events it sends')")
    page.click("#confirm [data-answer=yes]")

    assert page.locator("[data-secret]").inner_text().startswith("whsec_")
    assert axe(page) == []
    visited.open("/admin/partners/SHOP/")
    assert page.locator("[data-secret]").count() == 0

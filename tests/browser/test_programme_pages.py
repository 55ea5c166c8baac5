"""Every page of the programme, as a person meets it: three languages, light and dark, and on a phone."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from admin.programme.kinds import PAGES
from server.clock import now
from server.ids import new_id
from server.models import AdjustmentRequest, Delivery, Endpoint, Statement
from server.services.programme.draft import store
from tests.admin.conftest import console, follow
from tests.admin.console import hire
from tests.browser.console_pages import enter
from tests.findings import none_of
from tests.server.webhooks.till import programme_of
from tests.tree import ROOT

__all__ = ["console", "follow"]

SAMPLE = (ROOT / "docs/samples/coalition.yaml").read_text(encoding="utf-8")
TEXT = SAMPLE[:SAMPLE.index("\nexamples:")].replace("second_person: true", "second_person: false")
CHANGED = TEXT.replace("second_person: false", "second_person: true").replace(
    'history.spend("year") >= 5000 or', 'history.spend("year") >= 4000 or')
FACES = [
    pytest.param({"locale": "en"}, id="en-light"),
    pytest.param({"locale": "zh-CN", "dark": True}, id="zh-Hans-dark"),
    pytest.param({"locale": "zh-TW", "width": 390}, id="zh-Hant-phone"),
]
ADDRESSES = {
    "review": "/admin/review/", "hub": "/admin/programme/", **{page.at: f"/admin/{page.at}/" for page in PAGES},
    "tier": "/admin/tiers/silver/", "new-tier": "/admin/tiers/new/", "reward": "/admin/rewards/new/",
    "pool": "/admin/pools/joint/", "partner-setting": "/admin/partner-settings/HOTEL/",
    "currency": "/admin/currencies/JOY/", "partners": "/admin/partners/", "partner": "/admin/partners/HOTEL/",
    "versions": "/admin/versions/", "files": "/admin/files/", "adjustments": "/admin/adjustments/",
    "compared": "/admin/versions/compare?before=draft&after=draft", "rollback": "/admin/versions/1/back",
    "calling-off": "/admin/versions/1/call-off",
    "held": "/admin/held/", "settlements": "/admin/settlements/", "settlement": "/admin/settlements/1/",
}
FORMS = {f"{page.at}{form}": f"/admin/{page.at}/{form}/" for page in PAGES if page.described.columns
         for form in ("new", next((each.code for each in getattr(programme_of(TEXT), page.described.kind)), "new"))}
"""The form of a new piece of every kind, and of one that is there."""
CODED = "code, pre, kbd, select, .avatar, textarea, .is-text, .was-text, datalist, [lang], .facts, .CodeMirror"
NAMES = {"Tandem", "Excel", "CSV", "YAML", "CNY", "UTC", "Asia", "Shanghai", "JOY", "AIR", "HOTEL", "FRESH", "LUMO",
         "SHOP", "https", "webhook", "zone", "months", "year", "Lumo", "member", "event", "joint", "ada", "late"}
WORDS = """(coded) => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement || node.parentElement.closest("script, style, " + coded)) continue;
    for (const word of node.textContent.match(/[A-Za-z][A-Za-z']{3,}/g) || []) found.add(word);
  }
  return [...found];
}"""


@pytest.fixture
def programme_text() -> str:
    return TEXT


@pytest.fixture
def shop(console):
    """The sample coalition with a changed draft, something held, waiting, given up and settled."""
    till = console.till("LUMO")
    till.post(till.purchase("38.00", member="L-1"))
    till.post(till.purchase("38.00", member="L-1", reference="OLD-1", at=now() - timedelta(days=90)))
    with Session(console.coalition.engine) as session:
        store(session, programme_of(CHANGED), "mei@example.org")
        session.add_all([*told(), *waiting(), statement()])
        session.commit()
    for role in ("admin", "marketer", "approver"):
        hire(console.coalition.engine, role)
    return console


def told():
    endpoint = Endpoint(id=new_id(), partner="HOTEL", url="https://hotel.example/notices", created_at=now())
    yield endpoint
    yield Delivery(id=new_id(), endpoint_id=endpoint.id, partner="HOTEL", event_id="e", type="points.accrued",
                   body="{}", created_at=now(), run_after=now(), dead_at=now(), last_status=500, attempts=9)


def waiting():
    yield AdjustmentRequest(id=new_id(), member_id="m", number="L-1", currency="JOY", points=9000, reason="ada",
                            asked_by="ada@example.org", asked_at=now())


def statement():
    body = {"prices": {"JOY": "0.01"}, "totals": [["partner:HOTEL:issued", "JOY", -500]],
            "positions": {"partner:HOTEL": -500, "partner:AIR": 500},
            "payments": [["partner:HOTEL", "partner:AIR", 500]]}
    return Statement(number=1, period="2026-10", first_on=date(2026, 10, 1), until_on=date(2026, 11, 1), version="v",
                     event_id="e", body=json.dumps(body), made_at=now())


@pytest.mark.parametrize("face", FACES)
def test_every_page_is_quiet_accessible_whole_and_in_one_language(shop, live, visit, axe, shoot, face):
    visited = enter(visit(**face), live(shop.app), "admin@example.org")
    found = []
    for name, address in ADDRESSES.items():
        page = visited.open(address)
        page.wait_for_load_state("networkidle")
        shoot(page, f"programme-{name}-{face['locale']}")
        found += [f"{name}: {each}" for each in axe(page)]
        found += [f"{name}: wider than the window"] * page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth")
        found += [f"{name}: {word}" for word in left_over(page, face)]
    none_of(found)


def test_every_form_of_a_piece_is_quiet_accessible_and_in_one_language(shop, live, visit, axe):
    face = {"locale": "zh-TW", "dark": True}
    visited, found = enter(visit(**face), live(shop.app), "admin@example.org"), []
    for name, address in FORMS.items():
        page = visited.open(address)
        page.wait_for_load_state("networkidle")
        found += [f"{name}: {each}" for each in (*axe(page), *left_over(page, face))]
    none_of(found)


def left_over(page, face) -> list[str]:
    """English words on a Chinese page."""
    if face["locale"] == "en":
        return []
    return sorted(word for word in page.evaluate(WORDS, CODED) if word not in NAMES)


def test_a_row_is_added_and_filled_without_losing_what_was_written(shop, live, page):
    visited = enter(page, live(shop.app), "marketer@example.org")
    visited.open("/admin/tiers/ordinary/")
    page.fill("#name-en", "Everybody")

    page.click("button[name=add][value=benefits]")
    page.fill("#benefits-0-en", "A welcome letter")
    page.click("button.primary:has-text('Save in the draft')")

    page.locator(".note-good", has_text="Saved in the draft").wait_for()
    assert page.locator("#benefits-0-en").input_value() == "A welcome letter"
    assert page.locator("#name-en").input_value() == "Everybody"


def test_leaving_a_changed_form_is_warned_of(shop, live, visit):
    page = visit()
    visited = enter(page, live(shop.app), "marketer@example.org")
    visited.open("/admin/lanes/")
    page.click("main tbody a >> nth=0")
    page.wait_for_load_state("networkidle")
    page.select_option("#rule", "first")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(visited.base + "/admin/lanes/")
    assert asked == ["beforeunload"]


def test_a_piece_is_removed_only_after_a_question(shop, live, page):
    visited = enter(page, live(shop.app), "marketer@example.org")
    visited.open("/admin/growth/survey/")

    page.click("button.danger:has-text('Remove') >> nth=0")
    page.click("#confirm [data-answer=yes]")

    page.wait_for_url(re.compile("/admin/growth/$"))
    assert "left the draft" in page.locator(".notes").inner_text()
    assert page.locator("main tbody a", has_text="survey").count() == 0

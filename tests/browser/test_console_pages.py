"""Every page of the console's own areas, as a person meets it: three languages, two widths, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.admin.conftest import console, follow, programme_text
from tests.admin.console import hire
from tests.browser.console_pages import PAGES, enter, member_pages, open_shop
from tests.findings import none_of

__all__ = ["console", "follow", "programme_text"]

FACES = [
    pytest.param({"locale": "en"}, id="en-light-1280"),
    pytest.param({"locale": "zh-CN", "dark": True}, id="zh-Hans-dark-1280"),
    pytest.param({"locale": "zh-TW", "width": 390}, id="zh-Hant-light-390"),
]
NAMES = {"Tandem", "English", "Corner", "Shop", "Air", "Points", "Miles", "Gold", "Basic", "Double", "coffee", "The",
         "pot", "Club", "Admin", "base"}
"""Words of the sample, and names, which no language changes."""
CODED = "code, pre, kbd, select, noscript, .avatar"
LEFT_OVER = """(coded) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest("script, style, " + coded)) continue;
    const text = node.textContent.replace(/\\S+@\\S+/g, "");
    for (const word of text.match(/[A-Za-z][A-Za-z']{2,}/g) || []) found.add(word);
  }
  for (const element of document.querySelectorAll("[placeholder], [aria-label], [title]"))
    for (const name of ["placeholder", "aria-label", "title"])
      for (const word of (element.getAttribute(name) || "").match(/[A-Za-z][A-Za-z']{2,}/g) || []) found.add(word);
  return [...found];
}"""


@pytest.mark.parametrize("face", FACES)
def test_every_page_is_quiet_accessible_whole_and_in_one_language(console, live, visit, axe, shoot, face):
    base = open_shop(console, live)
    visited = enter(visit(**face), base, "admin@example.org")
    found = []
    for name, address in {**PAGES, **member_pages(visited)}.items():
        page = visited.open(address)
        shoot(page, f"console-{name}-{face['locale']}")
        found += [f"{name}: {each}" for each in axe(page)]
        found += [f"{name}: wider than the window"] * page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth")
        found += [f"{name}: {word}" for word in left_over(page, face)]
    none_of(found)


def left_over(page, face) -> list[str]:
    """English words on a Chinese page."""
    if face["locale"] == "en":
        return []
    words = page.evaluate(LEFT_OVER, CODED)
    return sorted(set(words) - NAMES)


@pytest.mark.parametrize("face", FACES)
def test_the_door_is_accessible_too(console, live, visit, axe, shoot, face):
    base = live(console.app)
    page = visit(**face)

    page.goto(f"{base}/admin/login")

    shoot(page, f"console-login-{face['locale']}")
    none_of([*axe(page), *left_over(page, face)])


def test_the_last_figures_come_without_reloading(console, live, page, follow):
    base = open_shop(console, live)
    visited = enter(page, base, "admin@example.org")
    visited.open("/admin/")
    before = page.locator("[data-live=events]").inner_text()
    till = console.till()
    till.post(till.purchase("25.00", member="M-1", reference="LIVE-1"))

    follow()

    expect(page.locator("[data-live=events]")).not_to_have_text(before, timeout=15_000)


def test_slash_focuses_the_search_which_finds_a_member_by_number(console, live, page):
    base = open_shop(console, live)
    enter(page, base, "admin@example.org")

    page.keyboard.press("/")
    page.keyboard.type("M-1")
    page.locator("#search-found a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/admin/members/"))
    assert page.locator("h1").inner_text().startswith("M-1")


def test_from_sign_in_to_the_reason_of_a_line(console, live, page, shoot):
    base = open_shop(console, live)
    visited = enter(page, base, "admin@example.org")

    visited.open("/admin/members/")
    page.click("text=M-1")
    page.click("main tbody a >> nth=0")

    page.locator(".rule", has_text="Double coffee").first.wait_for()
    assert "Double coffee" in page.locator(".rule[open]").last.inner_text()
    shoot(page, "console-trace")


def test_on_a_phone_the_menu_opens_takes_the_focus_and_escape_gives_it_back(console, live, visit):
    base = open_shop(console, live)
    page = visit(width=390)
    enter(page, base, "admin@example.org")

    page.click(".menu-button")
    expect(page.locator(".sidebar :focus")).to_have_count(1)
    page.keyboard.press("Escape")

    assert page.locator(".sidebar.open").count() == 0
    assert page.evaluate("document.activeElement.dataset.opens") == "sidebar"


def test_closing_an_account_asks_first_and_no_leaves_it_open(console, live, page):
    base = open_shop(console, live)
    hire(console.coalition.engine, "viewer")
    enter(page, base, "admin@example.org").open("/admin/staff/")

    page.click("button.danger:has-text('Close')")
    page.click("#confirm [data-answer=no]")
    assert page.locator("text=Closed").count() == 0
    page.click("button.danger:has-text('Close')")
    page.click("#confirm [data-answer=yes]")

    page.locator(".pill-bad", has_text="Closed").wait_for()

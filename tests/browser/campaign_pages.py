"""The pages of campaigns in a real browser: a shop with sales, and what English may stand on a Chinese page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.admin.campaigns.drafting import SHOP, draft
from tests.admin.console import hire
from tests.browser.console_pages import Serve, Visited, enter, sell
from tests.site import Site

TEXT = SHOP.replace(
    "name: Double coffee", "name: {en: Double coffee, zh_Hans_CN: 咖啡双倍, zh_Hant_TW: 咖啡雙倍}").replace(
    "name: The pot", "name: {en: The pot, zh_Hans_CN: 奖池, zh_Hant_TW: 獎池}")
ADDRESSES = {"list": "/admin/campaigns/", "gallery": "/admin/gallery/", "fill": "/admin/gallery/happy-hour/",
             "edit": "/admin/campaign/pot/", "try": "/admin/try/coffee/?member=M-1", "examples": "/admin/examples/pot/",
             "whatif": "/admin/whatif/pot/"}
NAMES = frozenset({"Tandem", "Points", "Miles", "Shop", "Air", "Club", "Basic", "Gold", "Corner", "CNY", "PTS", "SHOP",
                   "days", "progress", "base", "member", "example", "org"})
"""Names in the sample programme, and words that are written so in a rule."""
WORDS = """() => {
  const found = new Set();
  const hidden = "script, style, code, pre, textarea, .CodeMirror, kbd, [lang], .language, .account, .wrong-text";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(hidden)) continue;
    for (const word of node.textContent.match(/[A-Za-z][A-Za-z']{2,}/g) || []) found.add(word);
  }
  return [...found];
}"""


def open_campaigns(console: Site, live: Serve) -> str:
    """Serve a shop that sold something, and whose draft is what is in force; its address."""
    draft(console, TEXT)
    sell(console)
    hire(console.coalition.engine, "marketer")
    return live(console.app)


def marketer(page: Page, base: str) -> Visited:
    """Somebody who writes campaigns, signed in."""
    return enter(page, base, "marketer@example.org")


def english(page: Page) -> list[str]:
    """English words that are left on a page, names aside."""
    return sorted(word for word in page.evaluate(WORDS) if word not in NAMES)


def write(page: Page, field: str, text: str) -> None:
    """Type at the end of a rule field."""
    page.locator(f".rule:has(#{field}) .CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
    page.keyboard.press("Escape")

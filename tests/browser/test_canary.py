"""What tries to be markup stays a text in a real browser too, whatever scripts put on the page, and without the CSP."""

from __future__ import annotations

import pytest

from tests.admin.addresses import pages
from tests.admin.conftest import console, follow
from tests.admin.console import hire, sign_in
from tests.admin.hostile import act, hostile_programme, report
from tests.browser.conftest import DESKTOP
from tests.browser.console_pages import Visited, enter
from tests.findings import none_of
from tests.markup import CANARY

__all__ = ["console", "follow"]

FIRED = """() => window.__canary !== undefined || document.querySelector("img[src=x]") !== null"""


@pytest.fixture
def programme_text() -> str:
    return hostile_programme()


@pytest.fixture
def unguarded(browser):
    """A page to which no content security policy holds: what fires, fires."""
    context = browser.new_context(bypass_csp=True, viewport={"width": DESKTOP, "height": 900})
    yield context.new_page()
    context.close()


def first_of_each(listed: list[tuple[str, str]]) -> list[str]:
    """One page of every kind, files left out."""
    return list({endpoint: address for endpoint, address in reversed(listed) if not endpoint.endswith("export")
                 and endpoint not in ("security.login", "security.two_factor_token_validation")}.values())


def test_no_canary_fires_on_any_page(console, live, unguarded, monkeypatch):
    monkeypatch.setattr("server.services.programme.review.refuse_costly", lambda programme: None)
    report(console)
    act(console, sign_in(console))
    visited = enter(unguarded, live(console.app), hire(console.coalition.engine, "admin"))
    found = []
    for address in first_of_each(pages(console, ("/admin",), CANARY)):
        page = visited.open(address)
        page.wait_for_load_state("networkidle")
        found += [f"{address}: it fired"] * page.evaluate(FIRED)
    found += ["the search while one types: it fired"] * search_fires(visited)
    none_of(found)


def search_fires(visited: Visited) -> bool:
    """Whether what is found while somebody types becomes markup."""
    page = visited.open("/admin/")
    page.keyboard.press("/")
    page.keyboard.type(CANARY)
    page.locator("#search-found a").first.wait_for()
    return bool(page.evaluate(FIRED))


def test_a_canary_that_is_not_escaped_fires(unguarded):
    unguarded.set_content(f"<p>{CANARY}</p>")
    unguarded.wait_for_function("window.__canary !== undefined", timeout=5_000)

    assert unguarded.evaluate(FIRED)

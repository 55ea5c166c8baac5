"""A real browser. ``page`` fails on whatever the browser complains of; ``live`` serves an application to it.

Fixtures:

``live``    ``live(app)`` → address of the application on a port of this machine, webhooks included
``page``    a page of a fresh visitor, 1280 wide; at the end nothing may have been complained of
``visit``   ``visit(locale="zh-TW", width=390, dark=True, scripts=False)`` → a page of another fresh visitor;
            ``refused=True`` for one who opens what is refused, of which the browser complains too
``axe``     ``axe(page)`` → sentences of what WCAG 2.2 AA finds, to be empty
``shoot``   ``shoot(page, "name")`` keeps a picture of the whole page under screenshots/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from server.webhooks.edge import Wsgi
from tests.browser.ensure_chromium import find_chromium
from tests.tree import ROOT

DESKTOP, PHONE = 1280, 390
REFUSED = "Failed to load resource: the server responded with a status of"
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts, complaints = [], []

    def new(*, locale: str = "en", width: int = DESKTOP, dark: bool = False, scripts: bool = True,
            refused: bool = False) -> Page:
        def note(text: str) -> None:
            if not (refused and text.startswith(REFUSED)):
                complaints.append(text)

        context = browser.new_context(
            locale=locale, viewport={"width": width, "height": 900}, java_script_enabled=scripts,
            color_scheme="dark" if dark else "light", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: note(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: note(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    return visit()


@pytest.fixture
def live() -> Iterator[Callable[[Wsgi | Flask], str]]:
    servers = []

    def serve(app: Wsgi | Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    def found(page: Page) -> list[str]:
        results = Axe().run(page, options=STANDARD).response["violations"]
        return [_sentence(each) for each in results]

    return found


def _sentence(violation: dict[str, Any]) -> str:
    places = [node["html"][:120] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']} at {places}"


@pytest.fixture(scope="session")
def shoot() -> Callable[[Page, str], None]:
    def keep(page: Page, name: str) -> None:
        folder = ROOT / "screenshots"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep

"""The front page in a browser: the doors that this process has, and the language."""

import pytest

from server.settings import Settings
from tests.admin.conftest import console, programme_text
from tests.browser.conftest import DESKTOP, PHONE
from tests.findings import none_of
from tests.site import open_site

__all__ = ["console", "programme_text"]
LOOKS = (pytest.param("en", DESKTOP, False, id="english-desk-light"),
         pytest.param("zh-CN", PHONE, True, id="simplified-phone-dark"),
         pytest.param("zh-TW", PHONE, False, id="traditional-phone-light"))


@pytest.mark.parametrize("locale, width, dark", LOOKS)
def test_the_front_page_is_accessible_and_fits(console, live, visit, axe, shoot, locale, width, dark):
    page = visit(locale=locale, width=width, dark=dark)

    page.goto(live(console.app) + "/")

    shoot(page, f"front-{locale}")
    none_of(axe(page))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("li a").count() == 3


def test_a_chosen_language_stays(console, live, visit):
    page = visit(locale="en")
    page.goto(live(console.app) + "/")

    page.click("button:has-text('繁體中文')")

    assert page.locator("html").get_attribute("lang") == "zh-Hant-TW"
    assert "多家公司共享的點數" in page.inner_text("main")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_process_without_the_console_shows_no_door_to_it(settings: Settings, engine, tmp_path):
    with open_site(settings, engine, tmp_path) as site:
        answer = site.visitor().get("/")

    assert 'href="/me"' in answer.text
    assert 'href="/docs"' in answer.text
    assert "/admin" not in answer.text

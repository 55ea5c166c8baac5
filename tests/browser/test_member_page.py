"""The member's page in a real browser, on a phone and on a desk: readable, light, and usable without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.member_site import Ada, open_member_site

PLACES = ("/me", "/me/history", "/me/convert", "/me/convert/air-to-joy?points=348", "/me/rewards",
          "/me/rewards/voucher-10", "/me/rewards/mine", "/me/settings", "/me/settings/code", "/me/give",
          "/me/privacy", "/me/privacy/forget")
MOST_BYTES, MOST_REQUESTS = 100_000, 4
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = (pytest.param("en", PHONE, False, id="english-phone-light"),
         pytest.param("zh-CN", PHONE, True, id="simplified-phone-dark"),
         pytest.param("zh-TW", DESKTOP, True, id="traditional-desk-dark"))


@pytest.fixture
def settings(new_tables) -> Settings:
    return Settings(database_url=new_tables("sqlite"), mode="test")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture
def ada(settings: Settings, engine: Engine, compiled: Path) -> Iterator[Ada]:
    with open_member_site(settings, engine, compiled) as ada:
        yield ada


@pytest.fixture
def base(ada, live) -> str:
    return live(ada.site.app)


def come_in(page, base, ada):
    """Press the button behind a link."""
    page.goto(base + ada.link())
    page.locator("main button").click()
    page.wait_for_url(f"{base}/me")


@pytest.mark.parametrize("locale, width, dark", LOOKS)
def test_every_page_can_be_read_by_everybody(ada, base, visit, axe, shoot, locale, width, dark):
    page = visit(locale=locale, width=width, dark=dark)
    found = {}
    for place in ("/me/sign-in", ada.link()):
        page.goto(base + place)
        found[place] = axe(page)
    come_in(page, base, ada)
    for place in PLACES:
        page.goto(base + place)
        for summary in page.locator("main details > summary:visible").all()[:3]:
            summary.click()
        shoot(page, f"member{place.partition('?')[0].removeprefix('/me').replace('/', '-')}-{locale}-{width}")
        found[place] = [*axe(page), *(["wider than the screen"] if page.evaluate(WIDER) > 0 else [])]

    assert {place: faults for place, faults in found.items() if faults} == {}


def test_each_page_comes_in_few_requests_and_little_weight(ada, base, visit):
    page, weights, answers = visit(width=PHONE), {}, []
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    come_in(page, base, ada)
    page.on("response", lambda answer: answers.append(answer))
    for place in PLACES:
        answers.clear()
        page.goto(base + place, wait_until="load")
        weights[place] = (len(answers), sum(len(answer.body()) for answer in answers))

    assert min(requests for requests, _ in weights.values()) >= 3
    assert [each for each in weights.items() if each[1][0] > MOST_REQUESTS or each[1][1] > MOST_BYTES] == []


@pytest.mark.parametrize("width, size", [pytest.param(PHONE, "200%", id="text twice as large"),
                                         pytest.param(PHONE // 2, "100%", id="page twice as large")])
def test_large_text_neither_hides_nor_cuts_anything(ada, base, visit, shoot, width, size):
    page = visit(width=width)
    come_in(page, base, ada)
    wide = []
    for place in PLACES:
        page.goto(base + place)
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        wide += [place] if page.evaluate(WIDER) > 0 else []
        shoot(page, f"member-large-{width}{place.partition('?')[0].removeprefix('/me').replace('/', '-')}")

    assert wide == []


def test_everything_is_done_without_scripts_from_the_link_to_the_voucher_and_out(ada, base, visit):
    page = visit(width=PHONE, scripts=False)
    come_in(page, base, ada)
    page.get_by_role("link", name="Convert").click()
    page.locator("form[action*=air-to-joy]").get_by_role("button", name="See what you get").click()
    page.get_by_role("button", name="Convert now").click()
    assert "Your points have been converted" in page.content()

    page.get_by_role("link", name="Rewards").click()
    page.get_by_role("link", name="Voucher for 10 yuan").click()
    page.get_by_role("button", name="Redeem for").click()
    assert page.locator("svg.qr").is_visible()
    assert page.locator(".code").inner_text()

    page.get_by_role("link", name="You").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{base}/me/sign-in")


def test_a_line_of_the_history_opens_and_says_why(ada, base, visit):
    page = visit(width=PHONE)
    come_in(page, base, ada)
    page.goto(f"{base}/me/history")
    line = page.locator("details.event", has_text="+1,250")
    line.locator("summary").press("Enter")

    assert line.get_by_text("the limit left 500 of 700").is_visible()


def test_the_language_is_chosen_at_the_foot_of_any_page_and_stays(ada, base, visit):
    page = visit(width=PHONE)
    page.goto(f"{base}/me/sign-in")
    page.get_by_role("button", name="繁體中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hant-TW"

    come_in(page, base, ada)
    assert page.get_by_text("您的點數價值").is_visible()


def test_what_can_be_touched_is_large_enough_for_a_thumb(ada, base, visit):
    page = visit(width=PHONE)
    come_in(page, base, ada)
    small = []
    for place in PLACES:
        page.goto(base + place)
        boxes = page.locator("a:not(.skip):visible, button:visible, summary:visible, select:visible").all()
        small += [(place, each.inner_text()[:20]) for each in boxes if each.bounding_box()["height"] < 43.5]

    assert small == []

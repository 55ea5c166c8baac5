"""What the pages say about a year of points, what they weigh, and what they ask of the database."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.connection import Connection
from server.models import Member
from tests.member_site import TODAY

PAGES = ("/me", "/me/history", "/me/convert", "/me/convert/air-to-joy?points=348", "/me/rewards",
         "/me/rewards/tumbler", "/me/rewards/mine", "/me/settings", "/me/settings/code", "/me/give", "/me/privacy",
         "/me/privacy/forget")
ONE_DATABASE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
MOST_STATEMENTS = 6


@pytest.fixture
def asked(monkeypatch):
    """Statements that were sent to the database."""
    sent = []
    real = Connection._execute
    monkeypatch.setattr(Connection, "_execute", lambda self, sql, parameters: sent.append(sql) or real(
        self, sql, parameters))
    return sent


def plain(page):
    """The page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_the_first_page_tells_balances_worth_tier_and_what_is_missing(ada):
    said = plain(ada.browser().get("/me"))

    for part in ("Joy points 1,104 worth CN¥11.04", "1,000 expire on Jan 31, 2027", "Silver",
                 "On the way to Gold", "CN¥5,874.50 / CN¥10,000", "CN¥4,125.50 still missing",
                 "qualifying points 2,662 / 30,000", "27,338 still missing", "Rooms at 95 percent"):
        assert part in said


@ONE_DATABASE
def test_the_first_page_tells_campaigns_from_their_rules_with_the_marketers_words_on_top(ada):
    page = ada.browser().get("/me")
    said = plain(page)

    assert "Coming soon Points carnival from Nov 11, 2026 Buy at three of our partners" in said
    assert "500 Joy points, when it is a purchase" in said
    assert "Daily check-in" in said
    assert "3 of 7" in said
    assert "Every fifth coffee visit" in said
    assert "4 of 5" in said


@ONE_DATABASE
def test_what_can_never_come_again_is_not_offered(ada):
    assert "1000 points to begin with" not in ada.browser().get("/me").text


@ONE_DATABASE
def test_a_campaign_is_announced_on_its_day_and_gone_after_its_last(ada):
    browser = ada.browser()
    shown = {}
    for day in (-3, -2, 4, 5, 14, 15):
        with time_machine.travel(TODAY + timedelta(days=day), tick=False):
            said = plain(browser.get("/me"))
            shown[day] = ("carnival" in said, "from Nov 11, 2026" in said)

    assert shown == {-3: (False, False), -2: (True, True), 4: (True, True), 5: (True, False), 14: (True, False),
                     15: (False, False)}


@pytest.mark.parametrize("days, said", [
    pytest.param(55, "1,000 expire on Jan 31, 2027", id="far"),
    pytest.param(56, "1,000 expire in 30 days, on Jan 31, 2027", id="near"),
    pytest.param(85, "1,000 expire in 1 day, on Jan 31, 2027", id="tomorrow"),
    pytest.param(86, "1,000 expire today", id="today")])
@ONE_DATABASE
def test_points_that_expire_soon_are_pointed_out(ada, days, said):
    with time_machine.travel(TODAY + timedelta(days=days), tick=False):
        assert said in plain(ada.browser().get("/me"))


def test_the_history_says_why_with_limits_and_what_gave_way(ada):
    said = plain(ada.browser().get("/me/history"))

    for part in ("700 Fresh points for this purchase", "Double points on Wednesdays: 500 Fresh points; the limit left "
                 "500 of 700", "2 times the points on goods where", "More points with every tier gave way to Double "
                 "points on Wednesdays", "for reaching Silver"):
        assert part in said


def test_the_history_is_whole_in_order_and_without_doubles_over_its_pages(ada):
    browser, seen, address = ada.browser(), [], "/me/history"
    for hour in range(25):
        ada.does(f"2026-11-05 {hour % 24:02}:{hour:02}", "LUMO", "activity.share")
    while address:
        page = browser.get(address).text
        seen += re.findall(r"\d:\d\d\s[AP]M", page)
        later = re.search(r'rel="next" href="([^"]+)"', page)
        address = later[1].replace("&amp;", "&") if later else ""
    with ada.engine.connect() as connection:
        events = connection.execute(text("SELECT count(DISTINCT event_id) FROM entry")).scalar()

    assert len(seen) == events


@pytest.mark.parametrize("query, there, missing", [
    pytest.param("currency=AIR", "+348", "+1,250", id="by currency"),
    pytest.param("kind=converted", "Nothing of this kind", "+348", id="by what happened"),
    pytest.param("currency=NO&kind=no&before=x", "+1,250", "Nothing of this kind", id="what is unknown is no filter"),
])
@ONE_DATABASE
def test_the_history_is_filtered(ada, query, there, missing):
    said = plain(ada.browser().get(f"/me/history?{query}"))

    assert there in said
    assert missing not in said


@ONE_DATABASE
def test_a_purchase_that_earned_nothing_is_there_and_says_so(ada):
    ada.buys("2026-11-05 20:00", "FRESH", "50.00", category="gift card")

    assert "no change" in plain(ada.browser().get("/me/history"))


@pytest.mark.parametrize("address", PAGES)
def test_each_page_is_light_private_and_asks_little(ada, asked, address):
    browser = ada.browser()
    browser.get(address)
    asked.clear()
    page = browser.get(address)

    assert len(asked) <= MOST_STATEMENTS
    assert page.status_code == 200
    assert len(page.data) < 60_000
    assert page.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", [each for each in PAGES if each not in (
    "/me/convert/air-to-joy?points=348", "/me/rewards/tumbler", "/me/settings/code", "/me/give")])
@ONE_DATABASE
def test_a_page_that_has_not_changed_is_not_sent_again(ada, address):
    ada.site.app.config["WTF_CSRF_ENABLED"] = True
    ada.site.app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    browser = ada.browser()
    tag = browser.get(address).headers["ETag"]

    assert browser.get(address, headers={"If-None-Match": tag}).status_code == 304
    ada.buys("2026-11-06 11:00", "AIR", "100.00")
    changes = address in ("/me", "/me/history", "/me/convert", "/me/rewards", "/me/privacy/forget")
    assert browser.get(address, headers={"If-None-Match": tag}).status_code == (200 if changes else 304)


@ONE_DATABASE
def test_forms_of_others_are_refused(ada):
    ada.site.app.config["WTF_CSRF_ENABLED"] = False
    browser = ada.browser()
    ada.site.app.config["WTF_CSRF_ENABLED"] = True

    for address in ("/me/convert/air-to-joy", "/me/rewards/tumbler", "/me/sign-out", "/me/settings/code", "/me/give"):
        assert browser.post(address, data={}).status_code == 400


@pytest.mark.parametrize("address", PAGES)
@ONE_DATABASE
def test_nobody_sees_a_page_without_having_come_in(newcomer, address):
    answer = newcomer.site.visitor().get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/me/sign-in"


@ONE_DATABASE
def test_a_member_with_nothing_is_told_how_to_begin(newcomer):
    with Session(newcomer.engine) as session:
        session.add(Member(id="nobody"))
        session.commit()
    visitor = newcomer.site.visitor()
    visitor.post(newcomer.link("nobody"))

    assert "No points yet" in visitor.get("/me").text
    assert "Nothing has happened yet" in visitor.get("/me/history").text
    assert "Once you have points" in visitor.get("/me/convert").text

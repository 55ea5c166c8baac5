"""What members do with their points: convert, redeem, call off, give; once for each form, and only with their own."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from sqlalchemy import text

from server.db import writing
from server.jobs.calendar import clear_away
from server.jobs.context import Context
from server.services.entering.sessions import browsers
from tests.member_site import NUMBER, TODAY, programme_text

ONE_DATABASE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def plain(page):
    """The page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def fields(page):
    """The hidden fields of the page's forms."""
    return dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', page.text))


def balance(ada, currency, member=""):
    with ada.engine.connect() as connection:
        return connection.execute(text("SELECT available FROM balance WHERE member_id = :m AND currency = :c"),
                                  {"m": member or ada.id, "c": currency}).scalar() or 0


def another(ada, number="B-1"):
    """Another member, who has bought something; the id."""
    till = ada.site.till("FRESH")
    assert till.post(till.purchase("100.00", member=number)).status_code == 200
    with ada.engine.connect() as connection:
        return connection.execute(text("SELECT member_id FROM identity WHERE number = :n"), {"n": number}).scalar_one()


def test_a_quote_says_what_is_taken_given_and_left_and_the_conversion_does_just_that(ada):
    browser, address = ada.browser(), "/me/convert/air-to-joy"
    quote = browser.get(f"{address}?points=348")

    assert "You give 300 Miles" in plain(quote)
    assert "You get 180 Joy points" in plain(quote)
    assert "48 stay Miles" in plain(quote)
    assert browser.post(address, data=fields(quote)).status_code == 303
    assert (balance(ada, "AIR"), balance(ada, "JOY")) == (48, 1284)


def test_a_form_that_is_sent_twice_converts_once(ada):
    browser, address = ada.browser(), "/me/convert/air-to-joy"
    form = fields(browser.get(f"{address}?points=100"))

    assert [browser.post(address, data=form).status_code for _ in range(2)] == [303, 303]
    assert balance(ada, "AIR") == 248


@pytest.mark.parametrize("code, points, said", [
    pytest.param("air-to-joy", "99", "It starts at 100 points", id="too small"),
    pytest.param("air-to-joy", "0", "Enter a number of points", id="nothing"),
    pytest.param("air-to-joy", "many", "Enter a number of points", id="no number"),
    pytest.param("air-to-joy", "400", "You have 348 Miles", id="more than there is"),
])
@ONE_DATABASE
def test_a_conversion_that_cannot_be_is_refused_with_its_reason(ada, code, points, said):
    browser = ada.browser()
    quote = browser.get(f"/me/convert/{code}?points={points}")

    assert said in plain(quote)
    assert "Convert now" not in quote.text
    forced = browser.post(f"/me/convert/{code}", data={"token": "0" * 32, "points": points})
    assert forced.status_code == 409
    assert balance(ada, "AIR") == 348


@ONE_DATABASE
def test_a_closed_conversion_says_so_and_an_unknown_one_is_not_there(ada):
    ada.site.coalition.publish(programme_text().replace("gives: 60}", "gives: 60, ends_on: 2026-11-05}"))
    browser = ada.browser()

    assert "not open for you" in browser.get("/me/convert/air-to-joy?points=100").text
    assert "Over" in plain(browser.get("/me/convert"))
    assert browser.get("/me/convert/nowhere?points=1").status_code == 404


def test_an_automatic_conversion_is_chosen_works_and_is_dropped(ada):
    browser = ada.browser()
    choice = {"source": "LUMO", "code": "lumo-to-joy"}

    assert browser.post("/me/convert/automatic", data=choice).status_code == 303
    assert "Converts by itself" in plain(browser.get("/me/convert"))
    ada.buys("2026-11-06 09:00", "LUMO", "36.00", category="tea")
    assert (balance(ada, "LUMO"), balance(ada, "JOY")) == (292 + 136 - 130, 1104 + 65)
    browser.post("/me/convert/automatic", data={**choice, "code": ""})
    assert "Converts by itself" not in plain(browser.get("/me/convert"))


@pytest.mark.parametrize("code", ["air-to-joy", "nowhere"])
@ONE_DATABASE
def test_a_conversion_that_is_not_automatic_cannot_be_chosen(ada, code):
    browser = ada.browser()
    browser.post("/me/convert/automatic", data={"source": "AIR", "code": code})

    with ada.engine.connect() as connection:
        assert connection.execute(text("SELECT convert_to FROM member")).scalar() == "{}"


def test_a_reward_is_redeemed_in_two_steps_and_called_off_with_every_point_back(ada):
    browser = ada.browser()
    page = browser.get("/me/rewards/voucher-10")
    answer = browser.post("/me/rewards/voucher-10", data=fields(page))
    order = browser.get(answer.headers["Location"])

    assert balance(ada, "JOY") == 104
    assert re.search(r'<p class="code">[0-9A-Z -]{8,}</p>', order.text)
    assert '<path' in order.text
    assert "valid until" in plain(order)
    assert "Ready to use" in plain(browser.get("/me/rewards/mine"))
    assert browser.post(f"{answer.headers['Location']}/cancel", data=fields(order)).status_code == 303
    assert balance(ada, "JOY") == 1104
    assert "Cancelled; your points are back" in plain(browser.get("/me/rewards/mine"))


@ONE_DATABASE
def test_a_reward_that_costs_too_much_has_no_button_and_no_other_way(ada):
    browser = ada.browser()
    page = browser.get("/me/rewards/tumbler")

    assert "608 Lumo beans are still missing" in plain(page)
    assert "Redeem for" not in page.text
    refused = browser.post("/me/rewards/tumbler", data={"token": "1" * 32})
    assert refused.status_code == 409
    assert "You have 292, and 900 are needed." in plain(refused)


@pytest.mark.parametrize("query, found", [
    pytest.param("q=tumbler", {"tumbler"}, id="by its name"),
    pytest.param("q=随行杯", {"tumbler"}, id="in any language"),
    pytest.param("partner=FRESH", {"voucher-10", "voucher-50"}, id="by partner"),
    pytest.param("affordable=1", {"voucher-10"}, id="within reach"), pytest.param("q=nothing", set(), id="nothing"),
])
@ONE_DATABASE
def test_the_catalogue_is_searched_and_filtered(ada, query, found):
    page = ada.browser().get(f"/me/rewards?{query}").text

    assert set(re.findall(r'href="/me/rewards/([a-z0-9-]+)"', page)) - {"mine"} == found


def test_points_are_given_after_a_second_look(ada):
    friend, browser = another(ada), ada.browser()
    wish = {"number": "B-1", "partner": "FRESH", "currency": "JOY", "points": "104"}
    look = browser.post("/me/give", data=wish)

    assert "Give 104 Joy points?" in plain(look)
    assert balance(ada, "JOY", friend) == 0
    assert browser.post("/me/give", data={**fields(look), "confirmed": "1"}).status_code == 303
    assert (balance(ada, "JOY"), balance(ada, "JOY", friend)) == (1000, 104)


@pytest.mark.parametrize("change, said", [
    pytest.param({"number": "X-9"}, "Nobody has this number", id="nobody"),
    pytest.param({"number": "A-778"}, "This number is your own", id="oneself"),
    pytest.param({"points": "5000"}, "You have 1,104, and 5,000 are needed.", id="too many"),
    pytest.param({"points": "-5"}, "Fill in every field", id="no number"),
])
@ONE_DATABASE
def test_a_gift_that_cannot_be_is_refused_with_its_reason(ada, change, said):
    another(ada)
    wish = {"number": "B-1", "partner": "FRESH", "currency": "JOY", "points": "10", "confirmed": "1",
            "token": "2" * 32, **change}

    assert said in plain(ada.browser().post("/me/give", data=wish))
    assert balance(ada, "JOY") == 1104


@ONE_DATABASE
def test_numbers_cannot_be_tried_out_by_giving(ada):
    browser = ada.browser()
    wish = {"partner": "FRESH", "currency": "JOY", "points": "1", "confirmed": "1"}
    answers = [browser.post("/me/give", data={**wish, "number": f"X-{n}", "token": f"{n:032}"}).status_code
               for n in range(7)]

    assert answers == [409] * 5 + [429] * 2


@ONE_DATABASE
def test_whoever_may_not_give_has_no_page_for_it(newcomer):
    browser = newcomer.browser()

    assert browser.get("/me/give").status_code == 404
    assert "Give points" not in browser.get("/me/settings").text


def test_what_belongs_to_somebody_else_is_not_there(ada):
    browser, friend = ada.browser(), another(ada)
    order = browser.post("/me/rewards/voucher-10", data=fields(browser.get("/me/rewards/voucher-10")))
    place = order.headers["Location"]
    eve = ada.site.visitor()
    eve.post(ada.link(friend))
    [hers] = browsers(ada.engine, ada.id)

    assert eve.get(place).status_code == 404
    assert eve.post(f"{place}/cancel", data={"token": "3" * 32}).status_code == 404
    assert eve.post(f"/me/settings/sessions/{hers.id}").status_code == 404
    assert browser.get(place).status_code == 200
    assert eve.get("/me/rewards/mine/nothing").status_code == 404


@ONE_DATABASE
def test_a_code_connects_a_number_at_another_partner(ada):
    browser = ada.browser()
    form = fields(browser.get("/me/settings/code"))
    made, again = (browser.post("/me/settings/code", data=form) for _ in range(2))
    code = re.search(r'<p class="code">([^<]+)</p>', made.text)[1]

    assert code in again.text
    assert made.headers["Cache-Control"] == "private, no-store"
    with writing(ada.engine) as connection:
        assert connection.rows("SELECT count(*) FROM member_code")[0][0] == 1


def test_consent_is_given_and_taken_back_for_one_partner(ada):
    browser = ada.browser()
    choose = {"partner": "LUMO", "given": "1"}

    assert "Lumo Coffee may not know" in plain(browser.get("/me/privacy"))
    assert browser.post("/me/privacy/consent", data=choose).status_code == 303
    assert "Lumo Coffee may know" in plain(browser.get("/me/privacy"))
    assert "Skyline Air may not know" in plain(browser.get("/me/privacy"))
    browser.post("/me/privacy/consent", data={**choose, "given": ""})
    assert "Lumo Coffee may not know" in plain(browser.get("/me/privacy"))
    assert browser.post("/me/privacy/consent", data={"partner": "NOBODY"}).status_code == 404


@ONE_DATABASE
def test_everything_that_is_kept_of_a_member_is_hers_to_take(ada):
    answer = ada.browser().post("/me/privacy/data")

    with ZipFile(BytesIO(answer.data)) as archive:
        assert "ada@example.com" in archive.read("json/profile.json").decode()
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_member_who_asks_for_it_is_forgotten_and_out(ada):
    browser, link = ada.browser(), ada.link()

    assert "1,104" in plain(browser.get("/me/privacy/forget"))
    assert browser.post("/me/privacy/forget", data={}).status_code == 409
    assert browser.post("/me/privacy/forget", data={"understood": "1"}).status_code == 200
    assert browser.get("/me").status_code == 302
    assert ada.site.visitor().post(link).status_code == 404
    with ada.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM profile")).scalar() == 0


def on_disk(engine, word):
    """Whether a word stands in the bytes of the database or of its log."""
    path = Path(engine.url.database)
    return any(word.encode() in each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@ONE_DATABASE
def test_a_minute_after_a_member_was_forgotten_no_byte_of_the_files_names_it(ada):
    assert on_disk(ada.engine, NUMBER)

    assert ada.browser().post("/me/privacy/forget", data={"understood": "1"}).status_code == 200
    clear_away(Context(ada.engine, ada.site.coalition.versions))

    assert not on_disk(ada.engine, NUMBER)


@ONE_DATABASE
def test_an_open_phone_is_not_enough_to_be_forgotten(ada):
    browser = ada.browser()
    with time_machine.travel(TODAY + timedelta(minutes=15, seconds=1), tick=False):
        assert "sign in anew" in plain(browser.get("/me/privacy/forget"))
        assert browser.post("/me/privacy/forget", data={"understood": "1"}).status_code == 409

    assert balance(ada, "JOY") == 1104

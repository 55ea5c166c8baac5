"""Members are written about what they asked to be told, once for each occasion, in their language, in the morning."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from server.jobs import mailing
from server.jobs.calendar import due
from server.jobs.context import Context
from server.jobs.noticing import Noticing
from server.jobs.periods import run
from server.services.members.wishes import KINDS, wish
from tests.member_site import SHANGHAI, TODAY
from tests.postbox import open_postbox

ONE_DATABASE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
BEFORE = datetime(2027, 2, 20, 9, tzinfo=SHANGHAI)
"""Within thirty days of the last day of the beans of 9 March 2026, which is 9 March 2027."""

SILVER = datetime(2026, 8, 14, 10, tzinfo=SHANGHAI)
"""When a flight brought Ada there."""


@pytest.fixture
def post():
    with open_postbox() as postbox:
        yield postbox


@pytest.fixture
def context(ada, post):
    settings = replace(ada.settings, smtp_url=f"smtp://127.0.0.1:{post.port}", public_url="https://joy.example")
    return Context(ada.engine, ada.site.coalition.versions, settings=settings)


def keep(context, at, **settings):
    """What a worker does at a time: the day's notices, and whatever mail is due."""
    with time_machine.travel(at, tick=False):
        made = replace(context, settings=replace(context.settings, **settings))
        run(made, Noticing(made, at.date()))
        while mailing.turn(made):
            pass


def asks(ada, *kinds, at=TODAY, locale="en"):
    with time_machine.travel(at, tick=False):
        wish(ada.engine, ada.id, kinds, locale)


def test_points_that_lapse_soon_are_told_once_whoever_looks_however_often(ada, context, post):
    asks(ada, "points")
    for day in range(3):
        keep(context, BEFORE + timedelta(days=day))
        keep(context, BEFORE + timedelta(days=day))

    (letter,), (said,) = post.letters, post.texts
    assert (letter["To"], letter["Subject"]) == ("ada@example.com", "Your points at Joy lapse soon")
    assert "Lumo beans can be spent until March 9, 2027." in said
    assert "https://joy.example/me" in said


def test_a_letter_is_written_in_the_members_language(ada, context, post):
    asks(ada, "points", locale="zh_Hant_TW")
    keep(context, BEFORE)

    assert "露茉豆可使用至2027年3月9日。" in post.texts[0]


def change(ada, statement, **values):
    """Bring the database to where a year would."""
    values = {"m": ada.id, **values}
    with ada.engine.begin() as connection:
        connection.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement})


@ONE_DATABASE
def test_letters_wait_for_the_morning(ada, context, post):
    asks(ada, "points")
    keep(context, BEFORE.replace(hour=1))
    assert post.letters == []

    keep(context, BEFORE)
    assert len(post.letters) == 1


@ONE_DATABASE
@pytest.mark.parametrize("asked_days_before, kept_days_later, letters", [(1, 1, 1), (-1, 2, 0), (1, 4, 0)], ids=[
    "the next day", "asked only then", "no news any more"])
def test_a_tier_that_was_reached_is_told_while_it_is_news(ada, context, post, asked_days_before, kept_days_later,
                                                          letters):
    asks(ada, "tier", at=SILVER - timedelta(days=asked_days_before))

    keep(context, SILVER + timedelta(days=kept_days_later))

    assert ["You have reached Silver." in said for said in post.texts] == [True] * letters


@ONE_DATABASE
def test_a_tier_that_is_about_to_end_is_told(ada, context, post):
    asks(ada, "tier")
    change(ada, "UPDATE member SET tier_until_on = '2027-03-01' WHERE id = :m")

    keep(context, BEFORE - timedelta(days=30))
    assert post.letters == []
    keep(context, BEFORE)
    keep(context, BEFORE + timedelta(days=1))

    assert [letter["Subject"] for letter in post.letters] == ["Your tier at Joy"]
    assert "You are Silver until March 1, 2027." in post.texts[0]


@ONE_DATABASE
@pytest.mark.parametrize("born, day, letters", [
    ("1987-02-20", date(2027, 2, 20), 1), ("1987-02-21", date(2027, 2, 20), 0),
    ("2000-02-29", date(2027, 2, 28), 1), ("2000-02-29", date(2028, 2, 28), 0), ("2000-02-29", date(2028, 2, 29), 1)])
def test_a_birthday_is_told_on_its_day(ada, context, post, born, day, letters):
    asks(ada, "birthday")
    change(ada, "UPDATE member SET birthday = :b WHERE id = :m", b=born)

    keep(context, datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))

    assert [letter["Subject"] for letter in post.letters] == ["Happy birthday from Joy"] * letters


@ONE_DATABASE
@pytest.mark.parametrize("off", [{"notice_lapse_days": 0}, {"notice_lapse_days": 5}, {"smtp_url": ""}])
def test_whatever_is_switched_off_is_not_told_and_not_taken_as_told(ada, context, post, off):
    asks(ada, "points")
    keep(context, BEFORE, **off)
    assert post.letters == []

    keep(context, BEFORE)
    assert len(post.letters) == 1


@ONE_DATABASE
def test_who_did_not_ask_or_has_no_address_or_takes_it_back_is_not_written(ada, context, post):
    keep(context, BEFORE)
    asks(ada, *KINDS)
    asks(ada)
    keep(context, BEFORE)
    asks(ada, "points")
    change(ada, "DELETE FROM profile")
    keep(context, BEFORE)

    assert post.letters == []


@ONE_DATABASE
def test_it_is_work_of_the_calendar(context):
    assert "notices" in [task.name for task, _ in due(context)]


def test_a_member_chooses_its_letters_on_its_page(ada):
    browser = ada.browser(accept_language="zh-TW")
    assert "checked" not in browser.get("/me/privacy").text

    assert browser.post("/me/privacy/letters", data={"points": "1", "tier": "1"}).status_code == 303
    assert browser.get("/me/privacy").text.count(" checked") == 2
    assert browser.post("/me/privacy/letters", data={"tier": "1"}).status_code == 303

    with ada.engine.connect() as connection:
        assert connection.execute(text("SELECT kind, locale FROM notice_wish")).all() == [("tier", "zh_Hant_TW")]

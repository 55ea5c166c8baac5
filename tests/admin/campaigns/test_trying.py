"""Trying the draft on an event, and keeping what came of it as an example."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.models import Event, Posting
from server.services.programme import editing
from tests.admin.campaigns.drafting import SHOP, draft
from tests.admin.console import sign_in
from tests.server.webhooks.till import coffee
from tests.site import Site

BASKET = {"partner": "SHOP", "at": "2026-03-03T09:15", "category-0": "coffee", "amount-0": "58.90", "as_if": "yes"}


def rows(shop: Site) -> list[int]:
    with Session(shop.coalition.engine) as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Event, Posting)]


def examples(shop: Site) -> list[dict]:
    with Session(shop.coalition.engine) as session:
        return list(editing.piece(session, "programme").data.get("examples", ()))


def sold(shop: Site) -> str:
    """A real purchase of two coffees; the page's name of the event."""
    till = shop.till()
    answer = till.post(till.purchase("40.00", member="M-9", lines=[coffee("40.00")]))
    return answer.json["event"]


def gave(page: str) -> list[str]:
    return re.findall(r'<strong>(\+[\d,]+)</strong>', page)


def test_a_basket_is_rated_under_the_draft_and_nothing_is_written(shop: Site) -> None:
    draft(shop, SHOP.replace("{multiplier: 2}", "{multiplier: 3}"))
    before = rows(shop)

    page = sign_in(shop, "marketer").post("/admin/try/coffee/", data=BASKET).text

    assert (gave(page), rows(shop)) == (["+175"], before)


def test_every_condition_says_how_it_turned_out_and_what_it_saw(shop: Site) -> None:
    page = sign_in(shop, "marketer").post("/admin/try/pot/", data=BASKET).text

    assert "the amount paid is at least 500" in page
    assert re.search(r"does not hold</span>.*?event\.amount</code> = <b>58\.90", page, re.S)


def test_a_campaign_that_has_not_begun_can_be_tried_as_if_it_had(shop: Site) -> None:
    visitor = sign_in(shop, "marketer")

    as_if, as_it_is = (visitor.post("/admin/try/later/", data={**BASKET, "as_if": as_if}).text for as_if in ("yes", ""))

    assert (gave(as_if), gave(as_it_is)) == (["+121"], ["+116"])


def test_a_real_event_is_loaded_by_the_members_number_and_rated_again(shop: Site) -> None:
    event, visitor = sold(shop), sign_in(shop, "marketer")
    draft(shop, SHOP.replace("{multiplier: 2}", "{multiplier: 5}"))

    listed = visitor.get("/admin/try/coffee/?member=M-9").text
    page = visitor.post("/admin/try/coffee/", data={"event": event, "as_if": "yes", "member": "M-9"}).text

    assert f'value="{event}"' in listed
    assert gave(page) == ["+200"]


@pytest.mark.parametrize(("wrong", "said"), [
    ({"amount-0": "much"}, "An amount is a number"), ({"partner": "NOBODY"}, "Choose a partner"),
    ({"at": "some day"}, "Choose a partner"), ({"event": "unknown"}, "There is no such event"),
])
def test_what_cannot_be_tried_says_why(shop: Site, wrong: dict[str, str], said: str) -> None:
    assert said in sign_in(shop, "marketer").post("/admin/try/coffee/", data={**BASKET, **wrong}).text


def test_a_draft_with_faults_says_what_to_mend_first(shop: Site) -> None:
    draft(shop, SHOP.replace("event.amount >= 500", "event.amont >= 500"))

    assert "`event.amont` is not a word" in sign_in(shop, "marketer").post("/admin/try/coffee/", data=BASKET).text


def test_what_was_tried_is_kept_as_an_example_that_passes_and_names_nobody(shop: Site) -> None:
    event, visitor = sold(shop), sign_in(shop, "marketer")

    page = visitor.post("/admin/examples/coffee/keep", data={"event": event}, follow_redirects=True).text

    [example] = examples(shop)
    assert example["steps"][0]["expect"] == {"awards": {"base": 40, "coffee": 40}}
    assert "as expected" in page
    assert "M-9" not in str(example)


def test_an_example_that_fails_shows_the_difference(shop: Site) -> None:
    given = {"name": "wrong", "partner": "SHOP", "at": "2026-03-03T09:15", "amount": "58.90", "category": "coffee",
             "bonus": "60", "rate": "base", "base": "58"}

    page = sign_in(shop, "marketer").post("/admin/examples/coffee/", data=given, follow_redirects=True).text

    assert "not as expected" in page
    assert "coffee paid 58 instead of 60" in page
    taiwan = sign_in(shop, "marketer", accept_language="zh-TW")
    assert "coffee 發放 58，應為 60" in taiwan.get("/admin/examples/coffee/").text


def test_an_example_is_edited_as_text_and_taken_out(shop: Site) -> None:
    visitor = sign_in(shop, "marketer")
    visitor.post("/admin/examples/coffee/", data={"text": """
- name: "coffee: twice"
  steps:
    - {at: 2026-03-03 09:15, partner: SHOP, buys: {coffee: 10}, expect: {awards: {base: 10, coffee: 10}}}"""})
    assert [each["name"] for each in examples(shop)] == ["coffee: twice"]

    visitor.post("/admin/examples/coffee/", data={"place": "0", "deed": "remove"})

    assert examples(shop) == []


def test_a_text_that_is_no_example_is_refused_with_its_place(shop: Site) -> None:
    page = sign_in(shop, "marketer").post("/admin/examples/coffee/", data={"text": "- {name: a, steps: ["}).text

    assert "This is not YAML" in page
    assert examples(shop) == []

"""A marketer writes a campaign: from a template, with a mistake that is mended, tried and kept as an example."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.admin.conftest import console, follow
from tests.browser.campaign_pages import ADDRESSES, TEXT, english, marketer, open_campaigns, write
from tests.findings import none_of

__all__ = ["console", "follow"]

FACES = [
    pytest.param({"locale": "en", "dark": True}, id="en-dark"),
    pytest.param({"locale": "zh-CN"}, id="zh-Hans"),
    pytest.param({"locale": "zh-TW", "width": 1024, "dark": True}, id="zh-Hant-dark-narrow"),
]


@pytest.fixture
def programme_text() -> str:
    return TEXT


@pytest.fixture
def base(console, live) -> str:
    return open_campaigns(console, live)


def test_a_campaign_is_written_mended_tried_and_kept_as_an_example(base, page, axe, shoot):
    visited = marketer(page, base)
    visited.open("/admin/gallery/").get_by_role("link", name="Full hundreds").click()
    page.get_by_role("button", name="Make this campaign").click()

    write(page, "when", " and event.amont >= 50")
    page.locator(".rule:has(#when) .rule-mark-error").wait_for()
    shoot(page, "campaign-mistake")
    page.get_by_role("button", name="Write instead: event.amount").click()
    page.get_by_text("the amount paid is at least 50").first.wait_for()
    page.locator("#save").click()
    page.get_by_text("Saved in the draft.").wait_for()

    page.get_by_role("link", name="Try it").click()
    page.fill("#member", "M-1")
    page.get_by_role("button", name="Load events").click()
    page.locator(".event").nth(1).click()
    assert page.locator(".story.is-paid .story-name").first.inner_text() == "Full hundreds"
    shoot(page, "campaign-tried")
    page.get_by_role("button", name="Save as an example").click()

    page.get_by_text("as expected", exact=True).wait_for()
    shoot(page, "campaign-example")
    none_of(axe(page))


def test_the_side_of_the_editor_owns_up_to_what_was_typed_since(base, page):
    marketer(page, base).open(ADDRESSES["edit"])
    page.get_by_text("Nothing is wrong with this campaign.").wait_for()

    write(page, "when", " and event.amont >= 50")
    page.get_by_text("A rule has a mistake. It is underlined.").wait_for()

    assert page.get_by_text("Nothing is wrong with this campaign.").is_hidden()
    assert page.get_by_text("What you changed shows here once you save.").is_visible()

    page.get_by_role("button", name="Write instead: event.amount").click()
    page.get_by_text("Nothing is wrong with this campaign.").wait_for()


def test_the_keyboard_leaves_the_editor_with_tab(base, page):
    marketer(page, base).open(ADDRESSES["edit"])
    write(page, "when", "")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('.CodeMirror')") is None


def test_words_are_offered_with_what_they_mean(base, page, shoot):
    marketer(page, base).open(ADDRESSES["edit"])
    page.locator(".rule:has(#when) .CodeMirror").click()
    page.keyboard.press("Control+End")

    page.keyboard.type(" and member.ti", delay=30)
    page.locator(".CodeMirror-hint").first.wait_for()
    shoot(page, "campaign-offers")
    page.keyboard.press("Enter")

    assert page.input_value("#when") == "event.amount >= 500 and member.tier"


def test_a_small_form_writes_the_rule_and_reads_it_back(base, page):
    marketer(page, base).open(ADDRESSES["edit"])
    page.locator("[data-amount-parts=fixed]").wait_for()

    page.select_option("#benefits-0-value-how", "per_step")
    page.locator("[data-amount-parts=per_step] [data-amount-field=points]").fill("30")
    expect(page.locator("#benefits-0-value")).to_have_value(re.compile(r"^30 \* \$full_steps"))
    page.locator("#save").click()
    page.locator("[data-amount-parts=per_step]").wait_for()

    assert page.locator("[data-amount-parts=per_step] [data-amount-field=points]").input_value() == "30"


def test_a_ready_condition_is_put_in_with_its_joint(base, page):
    marketer(page, base).open(ADDRESSES["edit"])

    page.locator("[data-phrases]").first.get_by_text("+ Partner").click()
    page.locator("#when-partner-partner").select_option("SHOP")
    page.locator(".phrase[open] [data-phrase-insert]").click()

    page.get_by_text("and it is at Shop").first.wait_for()
    assert page.input_value("#when") == 'event.amount >= 500 and partner.code == "SHOP"'


def test_two_who_save_at_once_see_both_texts(base, visit, axe, shoot):
    one, other = visit(), visit()
    for page in (one, other):
        marketer(page, base).open(ADDRESSES["edit"])
    one.fill("#budget", "900")
    one.locator("#save").click()
    one.get_by_text("Saved in the draft.").wait_for()

    other.fill("#budget", "300")
    other.locator("#save").click()

    other.locator(".stale").wait_for()
    assert (other.locator(".stale del").inner_text(), other.locator(".stale ins").inner_text()) == ("900", "300")
    shoot(other, "campaign-stale")
    none_of(axe(other))


def test_a_what_if_goes_on_while_the_page_is_loaded_again(base, page, axe, shoot):
    visited = marketer(page, base)
    visited.open(ADDRESSES["whatif"])
    page.get_by_role("button", name="Run it").click()

    visited.open(ADDRESSES["whatif"])
    page.locator(".stats").wait_for(timeout=20_000)

    assert page.get_by_text("12 events").count() == 1
    shoot(page, "campaign-whatif")
    none_of(axe(page))


@pytest.mark.parametrize("face", FACES)
def test_every_page_of_campaigns_is_quiet_accessible_and_in_one_language(base, visit, axe, shoot, face):
    visited, found = marketer(visit(**face), base), []
    for name, address in ADDRESSES.items():
        page = visited.open(address)
        page.wait_for_load_state("networkidle")
        shoot(page, f"campaign-{name}-{face['locale']}")
        found += [f"{name}: {each}" for each in axe(page)]
        found += [f"{name}: wider than the window"] * page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth")
        found += [f"{name}: {word}" for word in english(page)] if face["locale"] != "en" else []
    none_of(found)

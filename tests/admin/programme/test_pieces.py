"""Lists and forms of the programme's parts."""

import pytest

from admin.programme.kinds import PAGES
from admin.programme.pieces import ListedPage
from rules.shape.kinds import fields_of
from server.clock import now

LISTED = [page for page in PAGES if issubclass(page, ListedPage)]
GOLD = {"name.en": "Gold", "name.zh_Hans_CN": "金卡", "name.zh_Hant_TW": "金卡", "code": "gold", "award": "50",
        "award_currency": "PTS", "qualify": 'history.points("12 months", "PTS") >= 500'}


def version(draft_of, kind="tiers", code="gold"):
    return {"row_version": str(draft_of(kind, code).row_version)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.at)
def test_every_part_opens_for_whoever_may_see_the_programme(viewer, page):
    assert viewer.get(f"/admin/{page.at}/").status_code == 200


@pytest.mark.parametrize("page", LISTED, ids=lambda page: page.at)
def test_every_form_has_a_box_for_every_field(marketer, page):
    text = marketer.get(f"/admin/{page.at}/new/").text

    for spec in fields_of(page.described.cls):
        assert f'"{spec.key}' in text or f'"add" value="{spec.key}"' in text, spec.key


def test_a_saved_tier_is_in_the_draft_and_nothing_is_live(site, marketer, draft_of):
    answer = marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of)}, follow_redirects=True)

    assert "Saved in the draft" in answer.text
    assert draft_of("tiers", "gold").data["qualify"] == GOLD["qualify"]
    assert ">= 1000" in site.coalition.versions.in_force(now()).programme.tiers[1].qualify


def test_a_rule_with_a_mistake_is_saved_and_its_finding_stands_at_its_field(marketer, draft_of):
    broken = {**GOLD, **version(draft_of), "qualify": 'history.pints("12 months", "PTS") >= 500'}

    text = marketer.post("/admin/tiers/gold/", data=broken, follow_redirects=True).text

    assert "with 1 mistake" in text
    assert "history.pints" in text[text.index('id="qualify-findings"'):][:600]


def test_a_list_says_how_many_mistakes_a_piece_has_and_what_differs_from_live(marketer, draft_of):
    marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of)})
    assert "Changed" in marketer.get("/admin/tiers/").text

    marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of), "award": "many"})
    assert "1 mistake" in marketer.get("/admin/tiers/").text


def test_a_save_that_comes_too_late_shows_both_texts_and_keeps_mine(marketer, draft_of):
    opened = version(draft_of)
    marketer.post("/admin/tiers/gold/", data={**GOLD, **opened, "award": "60"})

    answer = marketer.post("/admin/tiers/gold/", data={**GOLD, **opened, "award": "70"})

    assert "<code>60</code></td><td><code>70</code>" in answer.text
    assert draft_of("tiers", "gold").data["award"] == 60


def test_whoever_saves_again_after_seeing_both_texts_puts_theirs_in_place(marketer, draft_of):
    opened = version(draft_of)
    marketer.post("/admin/tiers/gold/", data={**GOLD, **opened, "award": "60"})
    marketer.post("/admin/tiers/gold/", data={**GOLD, **opened, "award": "70"})

    marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of), "award": "70"})

    assert draft_of("tiers", "gold").data["award"] == 70


def test_tiers_change_places(marketer, site):
    marketer.post("/admin/tiers/gold/move", data={"to": "up"})

    text = marketer.get("/admin/tiers/").text
    assert text.index("/admin/tiers/gold/") < text.index("/admin/tiers/basic/")


def test_the_first_tier_cannot_go_further_up(marketer):
    assert marketer.post("/admin/tiers/basic/move", data={"to": "up"}).status_code == 302


def test_rows_are_added_without_saving(marketer, draft_of):
    text = marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of), "add": "benefits"}).text

    assert 'name="benefits.0.en"' in text
    assert "benefits" not in draft_of("tiers", "gold").data


def test_what_was_written_in_rows_is_saved_and_empty_rows_are_not(marketer, draft_of):
    rows = {"benefits.0.en": "Lounge", "benefits.1.en": "", "benefits.2.en": "Gift"}

    marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of), **rows})

    assert [each["en"] for each in draft_of("tiers", "gold").data["benefits"]] == ["Lounge", "Gift"]


def test_a_new_piece_needs_a_code_that_is_one_and_free(marketer):
    assert "begins with a letter" in marketer.post("/admin/lanes/new/", data={"code": "a b", "rule": "best"}).text
    assert "is taken" in marketer.post("/admin/tiers/new/", data={"code": "gold", "name.en": "Gold"}).text
    assert marketer.post("/admin/lanes/new/", data={"code": "a-b", "rule": "best"}).status_code == 302


def test_a_reward_keeps_every_field_it_was_given(marketer, draft_of):
    sent = {"code": "mug", "name.en": "Mug", "partner": "SHOP", "currency": "PTS", "price": "100", "kind": "goods",
            "value": "12.50", "stock": "30", "member_limit": "2", "limit_period": "30 days", "approval": "true",
            "starts_on": "2026-12-01", "ends_on": "2026-12-31", "lapsed": "keep", "category": "home"}

    marketer.post("/admin/rewards/new/", data=sent)

    held = draft_of("rewards", "mug").value
    assert (str(held.value), held.stock, held.approval, held.ends_on.isoformat()) == ("12.5", 30, True, "2026-12-31")


def test_a_number_that_is_none_is_kept_as_it_was_typed_with_its_finding(marketer):
    sent = {"code": "mug", "name.en": "Mug", "partner": "SHOP", "currency": "PTS", "price": "100", "stock": "three"}

    text = marketer.post("/admin/rewards/new/", data=sent, follow_redirects=True).text

    assert 'value="three"' in text
    assert "needs a whole number" in text


def test_a_piece_leaves_the_draft_and_a_currency_that_was_published_does_not(marketer, draft_of):
    marketer.post("/admin/tiers/gold/remove", data=version(draft_of))
    text = marketer.post("/admin/currencies/PTS/remove", data=version(draft_of, "currencies", "PTS"),
                         follow_redirects=True).text

    assert "gold" not in marketer.get("/admin/tiers/").text
    assert "what was recorded names it" in text


def test_policies_are_saved_beside_what_else_the_programme_says(marketer, draft_of):
    held = draft_of("programme")

    marketer.post("/admin/policies/save", data={
        "row_version": held.row_version, "late_days": "45", "second_person": "y", "multipliers": "add", "partial": "y"})

    data = draft_of("programme").data
    assert (data["policies"]["late_days"], data["policies"]["second_person"], data["zone"]) == (
        "45", True, "Asia/Shanghai")


def test_attributes_are_pairs_of_a_word_and_its_kind(marketer, draft_of):
    sent = {"row_version": draft_of("programme").row_version, "attributes.0.key": "event.score",
            "attributes.0.kind": "number"}

    marketer.post("/admin/attributes/save", data=sent)

    assert draft_of("programme").data["attributes"] == {"event.score": "number"}


def test_who_may_only_look_gets_no_button_and_cannot_save(viewer, draft_of):
    assert "Save in the draft" not in viewer.get("/admin/tiers/gold/").text
    assert viewer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of)}).status_code == 403


def test_a_piece_that_does_not_exist_is_not_found(marketer):
    assert marketer.get("/admin/tiers/none/").status_code == 404


@pytest.mark.parametrize("text", ['"><script>alert(1)</script>', "{{7*7}}", "';--"])
def test_what_is_written_into_a_text_is_never_run(marketer, draft_of, text):
    marketer.post("/admin/tiers/gold/", data={**GOLD, **version(draft_of), "name.en": text, "qualify": text})

    for address in ("/admin/tiers/", "/admin/tiers/gold/", "/admin/programme/"):
        assert "<script>alert" not in marketer.get(address).text

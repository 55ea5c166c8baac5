"""What the rule field is told."""

from __future__ import annotations

import pytest

from server.db import writing
from tests.admin.console import sign_in
from tests.site import Site


def ask(shop: Site, **body):
    return sign_in(shop, "marketer").post("/admin/rules/", json={"place": "condition", "counters": [], **body})


def test_a_mistake_has_its_place_a_sentence_and_a_fix(shop: Site) -> None:
    told = ask(shop, text="event.amont >= 50").json

    [finding] = told["findings"]
    assert (finding["start"], finding["end"], finding["fix"], told["ok"]) == (0, 11, "event.amount", False)


def test_full_width_signs_work_and_can_be_written_plainly(shop: Site) -> None:
    told = ask(shop, text="event.amount ＞＝ 50 and partner.code == “SHOP”").json

    assert told["ok"]
    assert told["plain"] == 'event.amount >= 50 and partner.code == "SHOP"'


def test_a_rule_is_said_in_three_languages(shop: Site) -> None:
    words = ask(shop, text='partner.code == "SHOP"').json["words"]

    assert words == {"en": "it is at Shop", "zh_Hans_CN": "在Shop", "zh_Hant_TW": "在Shop"}


def test_a_small_form_comes_with_a_text_that_it_writes(shop: Site) -> None:
    told = ask(shop, text="20 * $full_steps(event.amount, 100)", place="award").json

    assert (told["form"]["form"], told["form"]["points"], told["form"]["step"]) == ("per_step", "20", "100")


def test_words_to_offer_have_unit_sentence_and_example(shop: Site) -> None:
    offers = sign_in(shop, "viewer").post("/admin/rules/offers", json={"place": "condition"}).json

    amount = next(word for word in offers["words"] if word["name"] == "event.amount")
    assert all(amount[part] for part in ("unit", "sentence", "example"))


@pytest.mark.parametrize("body", [{"place": "nowhere"}, {"counters": "all"}, {"place": None}])
def test_what_is_no_question_is_refused(shop: Site, body) -> None:
    assert ask(shop, text="1", **body).status_code == 400


def test_whoever_types_waits_for_no_writer(shop: Site) -> None:
    visitor = sign_in(shop, "marketer")

    with writing(shop.coalition.engine):
        answer = visitor.post("/admin/rules/", json={"text": "event.amount >= 5", "place": "condition"})

    assert answer.json["ok"]

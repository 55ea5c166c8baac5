"""Every template of the gallery makes a campaign that is right at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rules.check import check
from rules.programme import LOCALES, Programme
from rules.sentence import of_campaign
from rules.shape.piece import read_piece
from server.assets import sample
from server.programme_file import parse
from server.services.programme.gallery import ORDER, UnfitAnswer, filled, template, templates

SAMPLE = parse(sample("coalition.yaml").read_bytes()).programme


def with_template(code: str, answers: dict[str, str] | None = None) -> tuple[Programme, str]:
    """The sample coalition with the template's campaign as its last, and that campaign's code."""
    assert SAMPLE is not None
    campaign, findings = read_piece("campaigns", filled(template(code), answers or {}, SAMPLE))
    assert findings == ()
    return replace(SAMPLE, campaigns=(*SAMPLE.campaigns, campaign)), campaign.code


@pytest.mark.parametrize("code", ORDER)
def test_a_template_fits_into_the_sample_coalition_without_a_finding(code: str) -> None:
    programme, _ = with_template(code)

    mine = f"/campaigns/{len(programme.campaigns) - 1}"
    assert [each.sentence for each in check(programme) if each.path.startswith(mine)] == []


@pytest.mark.parametrize("code", ORDER)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_template_speaks_every_language(code: str, locale: str) -> None:
    programme, _ = with_template(code)
    found = template(code)

    texts = [found.title[locale], found.story[locale], *(ask["label"][locale] for ask in found.asks.values())]

    assert all(texts)
    assert of_campaign(programme.campaigns[-1], programme, locale)


def test_a_campaign_from_a_template_takes_a_free_code() -> None:
    assert SAMPLE is not None
    first, _ = with_template("double-day")

    assert filled(template("double-day"), {}, first)["code"] == "double-day-2"


@pytest.mark.parametrize(("code", "name", "answer"), [
    ("double-day", "factor", "two"), ("double-day", "day", "someday"), ("happy-hour", "from", "25:00"),
    ("category-bonus", "category", 'tea" or true or "'), ("joint-bonus", "pool", "none"),
])
def test_an_answer_of_another_kind_is_refused(code: str, name: str, answer: str) -> None:
    with pytest.raises(UnfitAnswer, match=name):
        with_template(code, {name: answer})


def test_what_builds_on_a_pool_cannot_be_used_without_one() -> None:
    assert SAMPLE is not None
    bare = replace(SAMPLE, pools=(), draws=())

    assert [each.code for each in templates() if not each.usable(bare)] == ["joint-bonus", "draw"]

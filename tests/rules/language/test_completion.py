"""A rule editor offers exactly the words that a place takes."""

import json

import pytest

from rules.language import check
from rules.language.completion import completion
from rules.programme import LOCALES
from rules.vocabulary import ROOTS
from rules.vocabulary.sample import SETTING


def offered(place):
    """Words that a place offers, by name."""
    return {word["name"]: word for word in completion(place, SETTING, "en")["words"]}


@pytest.mark.parametrize("place", list(ROOTS))
def test_every_offered_word_exists_in_its_place(place):
    for name, word in offered(place).items():
        entry_only = name.startswith("payment.") or (name.startswith("line.") and place != "line")
        found = {finding.code for finding in check(name, place, SETTING).findings}
        assert entry_only or not {"unknown_word", "word_not_here", "undeclared_attribute"} & found, name
        assert ("needs_brackets" in found) == ("(" in word["usage"]) or entry_only


def test_words_come_with_the_values_they_can_take():
    assert offered("condition")["referrer.tier"]["values"] == list(SETTING.tiers)
    assert offered("condition")["event.channel"]["values"] == []


def test_attributes_counters_and_the_referrer_are_offered_where_they_exist():
    assert {"event.attributes.nps", "member.attributes.visits", "progress.orders", "referrer.balance"} <= set(
        offered("condition"))
    assert not {"event.attributes.nps", "progress.orders", "referrer.balance"} & set(offered("audience"))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_offered_is_plain_data_in_each_language(locale):
    told = completion("condition", SETTING, locale)

    assert json.loads(json.dumps(told)) == json.loads(json.dumps(told, sort_keys=True))
    assert all(word["sentence"] for word in told["words"])

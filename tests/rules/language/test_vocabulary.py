"""Every word means what the page says, in every language; the page is made from the words."""

from dataclasses import fields

import pytest

from rules.facts import Event, Line, Matched, Member, Partner, Payment, Store
from rules.language.functions import BUILT_IN
from rules.language.methods import METHODS
from rules.language.words import FUNCTION_TYPES
from rules.programme import LOCALES, Place
from rules.vocabulary import RESULTS, ROOTS, UNITS, WORDS
from rules.vocabulary.page import checked_example, outcome, page
from rules.vocabulary.prose import PROSE
from rules.vocabulary.signs import ASKED, FUNCTIONS, LITERALS, OPERATORS
from server.docs_pages import pages

SIGNS = (*FUNCTIONS, *OPERATORS, *LITERALS, *ASKED)


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS.keys())
def test_the_example_of_a_word_runs_and_uses_it(word):
    checked = checked_example(word.example)

    assert outcome(word.example)
    if word.root not in ("payment", "line"):
        referred = word.name.replace("member.", "referrer.", 1)
        assert {word.name, referred} & set(checked.words)


@pytest.mark.parametrize("sign", SIGNS, ids=[sign.usage for sign in SIGNS])
def test_the_example_of_a_sign_runs(sign):
    assert outcome(sign.example)


@pytest.mark.parametrize("sentence", [
    *(word.sentence for word in WORDS.values()), *(sign.sentence for sign in SIGNS), *UNITS.values(), *PROSE.values(),
])
def test_everything_is_said_in_three_languages(sentence):
    assert len(sentence) == len(LOCALES)
    assert all(sentence)
    assert sentence[0].isascii() or not sentence[0].startswith(sentence[1])


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS.keys())
def test_a_word_says_what_it_measures(word):
    assert not word.unit or word.unit in UNITS
    assert word.unit or word.kind not in ("number", "time")
    assert word.sentence[0].endswith(".")
    assert word.sentence[1].endswith("。")


@pytest.mark.parametrize("root, value", [
    ("event", Event), ("line", Line), ("payment", Payment), ("member", Member), ("partner", Partner), ("store", Store),
    ("matched", Matched),
])
def test_every_fact_is_a_word(root, value):
    facts = {field.name for field in fields(value)} - {"attributes", "balances"}
    words = {word.last for word in WORDS.values() if word.root == root} - {"balance"}
    derived = {"weekday", "hour", "day", "month"} if root == "event" else set()

    assert words == facts - ({"id"} if root == "event" else set()) | derived


def test_functions_and_what_values_are_asked_are_all_described():
    described = {sign.usage.partition("(")[0].removeprefix("$") for sign in FUNCTIONS}
    asked = " ".join(sign.usage for sign in ASKED)

    assert described == set(BUILT_IN) == set(FUNCTION_TYPES)
    assert all(f".{name}" in asked for names in METHODS.values() for name in names)


def test_every_place_has_its_words_and_its_result():
    assert set(ROOTS) == set(RESULTS) == set(Place.__args__)


@pytest.mark.parametrize("path, text", pages().items(), ids=[path.name for path in pages()])
def test_the_committed_page_is_the_one_that_is_made(path, text):
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_names_every_word(locale):
    text = page(locale)

    assert all(f"`{word.usage}`" in text for word in WORDS.values())

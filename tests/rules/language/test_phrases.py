"""Every finding can be told in every language, with the same data."""

import re
from pathlib import Path
from string import Formatter

import pytest

import rules
from rules.errors import Finding
from rules.language import check
from rules.phrases import SENTENCES, sentence_of
from rules.phrases.names import NAMES
from rules.programme import LOCALES
from rules.vocabulary.sample import SETTING

SOURCES = [path.read_text(encoding="utf-8") for path in Path(rules.__path__[0]).rglob("*.py")]
USED = {code for source in SOURCES for code in re.findall(r'report\.(?:about|add)\(\s*"(\w+)"', source)}


def names_in(sentence: str) -> set[str]:
    """The data that a sentence uses."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_says_the_same_in_three_languages(code):
    said = SENTENCES[code]

    assert len(said) == len(LOCALES)
    assert len({frozenset(names_in(sentence)) for sentence in said}) == 1
    assert len(set(said)) > 1


def test_every_code_has_a_sentence():
    assert not USED - set(SENTENCES)
    assert len(USED) > 30


@pytest.mark.parametrize("table", NAMES, ids=list(NAMES))
def test_names_inside_sentences_are_there_in_three_languages(table):
    assert all(len(names) == len(LOCALES) and all(names) for names in NAMES[table].values())


@pytest.mark.parametrize("locale, sentence", list(zip(LOCALES, [
    "`==` compares a text with a number; they are never the same.",
    "`==` 比较的是文字和数字，两者永远不会相同。",
    "`==` 比較的是文字和數字，兩者永遠不會相同。",
], strict=True)))
def test_a_finding_is_told_in_the_language_of_the_reader(locale, sentence):
    finding = check("member.tier == 1", "condition", SETTING).findings[0]

    assert sentence_of(finding, locale) == sentence


@pytest.mark.parametrize("locale, listed", list(zip(LOCALES, ["a value", "一个值", "一個值"], strict=True)))
def test_what_may_follow_is_told_in_the_language_of_the_reader(locale, listed):
    finding = check("event.amount >", "condition", SETTING).findings[0]

    assert sentence_of(finding, locale).endswith(listed)


def test_a_finding_of_another_kind_keeps_its_own_sentence():
    assert sentence_of(Finding("something_else", "It is so."), "zh_Hans_CN") == "It is so."

"""Full-width signs are read as narrow ones outside texts, and findings still stand where they were typed."""

import pytest

from rules.language import check
from rules.language.punctuation import normalise
from rules.vocabulary.sample import SETTING
from tests.rules.language.reading import findings, value_of


@pytest.mark.parametrize("typed, plain", [
    ("event.amount ＞ 50", "event.amount > 50"),
    ("member.tier ＝＝ “gold”", 'member.tier == "gold"'),
    ("member.tier == 「gold」", 'member.tier == "gold"'),
    ("member.tier == ‘gold’", 'member.tier == "gold"'),
    ("member.tier == ＂gold＂", 'member.tier == "gold"'),
    ('member.tier == "gold”', 'member.tier == "gold"'),
    ("（event。amount ＋ ５０） ＊ ２", "(event.amount + 50) * 2"),
    ("event.amount ≥ 50 and event.amount ≤ 60", "event.amount >= 50 and event.amount <= 60"),
    ("event.amount ≠ 50", "event.amount != 50"),
    ("event.amount × 2 ÷ 3 − 1", "event.amount * 2 / 3 - 1"),
    ("member.known　？ 1 ： 2", "member.known ? 1 : 2"),
    ("$min（【1，2】）", "$min([1,2])"),
    ("event.channel in ｛“app”、“web”｝", 'event.channel in {"app","web"}'),
    ("d“2026-03-01”", 'd"2026-03-01"'),
    ("event.amount\t>\r\n50", "event.amount > \n50"),
])
def test_full_width_signs_are_read_as_narrow_ones(typed, plain):
    assert normalise(typed).source == plain


@pytest.mark.parametrize("text, value", [
    ('"满２００减３０，，。"', "满２００减３０，，。"), ("“满２００减３０”", "满２００减３０"), ("'“＞”'", "“＞”"),
    ('“say "hi"”', 'say "hi"'), ("“it's \"so\"”", "it's \"so\""),
])
def test_texts_keep_what_was_typed(text, value):
    assert value_of(f"event.channel == {text} ? {text} : {text}", "progress_distinct") == value


@pytest.mark.parametrize("text, underlined", [
    ("event。amount ＞ 5 and evnt。amount ＞ 5", "evnt"),
    ("event.amount ≥ 5 and evnt.amount ≥ 5", "evnt"),
    ("“ab” == event.channel and evnt.amount ＞ 5", "evnt"),
    ("event.channel == “a\"b'c” and evnt.amount ＞ 5", "evnt"),
    ("event.amount ≥ “a”", "event.amount ≥ “a”"),
])
def test_findings_underline_what_was_typed(text, underlined):
    assert [where for _, where, _ in findings(text)] == [underlined]


def test_nodes_know_the_text_that_was_typed():
    checked = check("event.amount ≥ 5 and member.tier ＝＝ “gold”", "condition", SETTING)

    assert checked.text_of(checked.tree) == checked.text
    assert checked.text_of(checked.tree.left) == "event.amount ≥ 5"
    assert checked.text_of(checked.tree.right) == "member.tier ＝＝ “gold”"


def test_after_a_number_sign_stands_a_remark():
    assert value_of("1 + 1 # 两分，“随便写") == 2

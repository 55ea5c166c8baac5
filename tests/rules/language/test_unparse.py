"""An expression becomes a tree of plain data, and its text again, without loss."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.language import check, evaluate
from rules.language.tree import tree_of
from rules.language.unparse import text_of
from rules.vocabulary.page import checked_example
from rules.vocabulary.sample import FACTS, SCOPE, SETTING
from rules.vocabulary.signs import ASKED, FUNCTIONS, LITERALS, OPERATORS
from tests.fuzz import expressions

EXAMPLES = [sign.example for sign in (*FUNCTIONS, *OPERATORS, *LITERALS, *ASKED)]


def tree(text, place="award", setting=SETTING):
    """The tree of an expression that can be read."""
    checked = check(text, place, setting)
    assert checked.syntax is not None, checked.findings
    return tree_of(checked.syntax)


@given(st.randoms(use_true_random=False), st.integers(0, 4))
def test_any_expression_survives_the_way_there_and_back(random, depth):
    text = expressions.Writer(random).condition(depth)
    checked = check(text, "condition", expressions.SETTING)
    there = tree_of(checked.syntax)

    assert tree(text_of(there), "condition", expressions.SETTING) == there
    assert json.loads(json.dumps(there)) == there


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_means_the_same_after_the_way_there_and_back(text):
    before = checked_example(text)
    after = check(text_of(tree_of(before.syntax)), before.place, SETTING)

    assert evaluate(after, FACTS, SCOPE) == evaluate(before, FACTS, SCOPE)


@pytest.mark.parametrize("typed, written", [
    ("(event.amount)>((50))", "event.amount > 50"),
    ("(1+2)*3-(4-5)-6", "(1 + 2) * 3 - (4 - 5) - 6"),
    ("1/(2/3)/4", "1 / (2 / 3) / 4"),
    ("- - 1", "-(-1)"),
    ("(1 ?? 2) ?? 3", "(1 ?? 2) ?? 3"),
    ("1 ?? (2 ?? 3)", "1 ?? 2 ?? 3"),
    ("member.known and (true and (false or true))", "member.known and true and (false or true)"),
    ("(member.known and true) or false", "member.known and true or false"),
    ("not (member.known or true)", "not (member.known or true)"),
    ("not member.known or true", "not member.known or true"),
    ("not ('a' in member.tags)", '"a" not in member.tags'),
    ("(true ? 1 : 2) ? 3 : (true ? 4 : 5)", "(true ? 1 : 2) ? 3 : (true ? 4 : 5)"),
    ("(1).floor + (event.amount / 2).floor", "(1).floor + (event.amount / 2).floor"),
    ("(1 < 2) == (3 < 4)", "(1 < 2) == (3 < 4)"),
    ("2 ** 3 ** 2", "2 ** 3 ** 2"),
    ("-(2 ** 2)", "-(2 ** 2)"),
    ('event.channel[0:2] == "\\"a\\\\\\n"', 'event.channel[0:2] == "\\"a\\\\\\n"'),
    ("event.amount > 0.10", "event.amount > 0.10"),
    ("{'a': (true ? 1 : 2)}&['a'] ?? 3", '{"a": (true ? 1 : 2)}&["a"] ?? 3'),
    ("[(l.amount) for l in (event.lines) if (l.amount > 1)]", "[l.amount for l in event.lines if l.amount > 1]"),
])
def test_a_tree_is_written_with_no_more_brackets_than_needed(typed, written):
    assert text_of(tree(typed)) == written


def test_a_chain_is_one_flat_part_of_the_tree():
    assert tree("member.known and true and false", "condition")["parts"] == [
        {"kind": "word", "name": "member.known"}, {"kind": "flag", "value": True}, {"kind": "flag", "value": False}]


def test_a_tree_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'poem' is not a kind of tree"):
        text_of({"kind": "poem"})

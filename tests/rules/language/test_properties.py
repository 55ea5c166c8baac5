"""What holds for any text at all: no exception, every finding inside the text, the same answer each time."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleFailure
from rules.facts import Facts
from rules.language import check, evaluate
from rules.programme import Place
from rules.vocabulary import ROOTS, WORDS
from rules.vocabulary.sample import FACTS, SCOPE, SETTING
from tests.fuzz import expressions

PIECES = [
    *WORDS, "$any", "$sum", "$round", "$now", "member.balance", "history.spend(", "[l.amount for l in event.lines]",
    "[", "]", "(", ")", "{", "}", ",", ":", "?", "??", "&.", "&[", ".", "and", "or", "not", "in", "for", "l", "if",
    "==", "!=", "<", ">=", "=", "=~", "<<", "+", "-", "*", "/", "//", "%", "**", "&", "|", "1", "0", "2.5", "1e400",
    "007", '"a"', '"', "'", 'd"2026-01-01"', 'd"x"', 't"P1D"', 'b"a"', "true", "null", "inf", "\\", "#", "“", "”",
    "＞", "会员", "\n", "\x00", "else", '"30 days"', '"gold"',
]
PLACES = st.sampled_from(list(ROOTS))
SOUP = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
TIGHT = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def holds_for(text: str, place: Place) -> None:
    """Nothing is raised, every finding lies in the text and says something, errors and trees exclude each other."""
    checked = check(text, place, SETTING)
    for found in checked.findings:
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert found.sentence
        assert found.span.line == text.count("\n", 0, found.span.start) + 1
    assert (checked.tree is None) == any(found.severity == "error" for found in checked.findings)
    assert checked.findings == check(text, place, SETTING).findings
    if checked.tree is not None:
        runs_or_fails(checked)


def runs_or_fails(checked) -> None:
    """Evaluating gives a value or a ``RuleFailure``, twice the same."""
    outcomes = []
    for _ in range(2):
        try:
            outcomes.append(evaluate(checked, FACTS, SCOPE))
        except RuleFailure as failure:
            outcomes.append(failure.cause)
    assert outcomes[0] == outcomes[1]


@given(st.text(max_size=80), PLACES)
def test_any_text_is_answered(text, place):
    holds_for(text, place)


@given(SOUP, PLACES)
def test_any_words_in_a_row_are_answered(text, place):
    holds_for(text, place)


@given(TIGHT, PLACES)
def test_any_words_without_spaces_are_answered(text, place):
    holds_for(text, place)


@given(st.randoms(use_true_random=False), st.integers(0, 5), PLACES)
def test_any_expression_is_answered_in_any_place(random, depth, place):
    holds_for(expressions.Writer(random).condition(depth), place)


@given(st.randoms(use_true_random=False), st.integers(0, 4), st.integers(0, 400), st.sampled_from(PIECES))
def test_an_expression_with_one_mistake_is_answered(random, depth, where, piece):
    text = expressions.Writer(random).condition(depth)

    holds_for(text[:where] + piece + text[where + 1:], "condition")


@given(st.randoms(use_true_random=False))
def test_spans_of_nodes_lie_inside_the_text(random):
    text = expressions.Writer(random).condition(3)
    checked = check(text, "condition", expressions.SETTING)

    assert all(0 <= start < end <= len(text) for start, end in checked.spans.values())


def test_the_sample_is_like_real_facts():
    assert isinstance(FACTS, Facts)
    assert FACTS.event.amount == sum((line.amount for line in FACTS.event.lines), Decimal(0))
    assert FACTS.event.amount == sum((payment.amount for payment in FACTS.event.payments), Decimal(0))

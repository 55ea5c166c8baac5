"""YAML in with every place kept, YAML out for people, and no text that could make either fail."""

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.errors import Span
from rules.shape import read, write
from server import yaml_nodes
from server.yaml_nodes import Leaf, compose, decode, plain
from server.yaml_places import offsets_of, place
from server.yaml_write import to_yaml
from tests.rules.programmes import PLAIN, programmes

SOURCE = """\
name: Spring
campaigns:
  - code: first
  - code: second
    when: >-
      event.amount
      >= 100
"""


def tree(text):
    root, findings = compose(text)
    assert findings == ()
    return root


def where(pointer, **how):
    _, span = place(tree(SOURCE), pointer, **how)
    return span.line, span.column


@pytest.mark.parametrize("written, value", [
    pytest.param("2026-03-01", "2026-03-01", id="a date stays text"),
    pytest.param("08:00", "08:00", id="a time stays text"),
    pytest.param("007", "007", id="leading zeros stay"),
    pytest.param("yes", "yes", id="yes is no flag"),
    pytest.param("1_000", "1_000", id="no digit groups"),
    pytest.param("1e3", "1e3", id="no exponents"),
    pytest.param("true", True, id="true"),
    pytest.param("-12", -12, id="whole number"),
    pytest.param("'12'", "12", id="a quoted number is text"),
    pytest.param("9" * 19, "9" * 19, id="too many digits for a number"),
])
def test_a_scalar_is_what_it_looks_like_and_little_else(written, value):
    assert plain(tree(f"a: {written}")) == {"a": value}


def test_a_fraction_is_exact():
    assert str(plain(tree("a: 0.10"))["a"]) == "0.10"


@pytest.mark.parametrize("pointer, expected", [
    pytest.param("/name", (1, 7), id="value"),
    pytest.param("/campaigns/1/code", (4, 11), id="in a list"),
    pytest.param("/campaigns/1", (4, 5), id="a group begins at its first key"),
    pytest.param("/campaigns/1/lane", (4, 5), id="what is not there is at what holds it"),
    pytest.param("/campaigns/9", (3, 3), id="no such position"),
])
def test_a_pointer_leads_to_its_line_and_column(pointer, expected):
    assert where(pointer) == expected


def test_a_key_has_a_place_of_its_own():
    assert where("/campaigns/1/when", key=True) == (5, 5)


@pytest.mark.parametrize("text, code, line, column", [
    pytest.param("", "empty_file", 1, 1, id="nothing"),
    pytest.param("a: [1, 2\nb: 3\n", "bad_yaml", 2, 2, id="open bracket"),
    pytest.param("a: 1\na: 2\n", "duplicate_key", 2, 1, id="twice"),
    pytest.param("a: !!python/object:os.system x\n", "yaml_tag", 1, 4, id="tag"),
    pytest.param("a: &x 1\n<<: *x\n", "merge_key", 2, 1, id="merge key"),
    pytest.param("a: *nobody\n", "unknown_alias", 1, 4, id="alias of nothing"),
    pytest.param("a: 1\n---\nb: 2\n", "several_documents", 2, 1, id="two documents"),
    pytest.param("? [1, 2]\n: 3\n", "bad_key", 1, 3, id="a list as key"),
    pytest.param("[" * 60 + "]" * 60, "too_deep", 1, 42, id="too deep"),
])
def test_a_fault_of_yaml_is_found_at_its_place(text, code, line, column):
    _, [finding] = compose(text)

    assert (finding.code, finding.span.line, finding.span.column) == (code, line, column)


@pytest.mark.parametrize("source, code, line, column", [
    pytest.param("a: 1\nb: \xff".encode("latin-1"), "not_utf8", 2, 4, id="not UTF-8"),
    pytest.param(b"a: 1\nb: \x00", "control_character", 2, 4, id="NUL"),
    pytest.param(b" " * (yaml_nodes.BYTES_MAX + 1), "too_large", 1, 1, id="too large"),
])
def test_bytes_that_are_no_text_are_found_at_their_place(source, code, line, column):
    text, [finding] = decode(source)

    assert text == ""
    assert (finding.code, finding.span.line, finding.span.column) == (code, line, column)


def test_a_byte_order_mark_does_not_shift_the_columns():
    text, findings = decode(b"\xef\xbb\xbfa: 1\n")

    assert (text, findings) == ("a: 1\n", ())


def test_aliases_that_unfold_to_a_bomb_are_stopped():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    root, [finding] = compose("\n".join(lines))

    assert (root, finding.code, finding.span.line) == (None, "too_many_nodes", 6)


def test_an_alias_inside_its_own_anchor_is_unknown():
    _, findings = compose("a: &a [*a]\n")

    assert [finding.code for finding in findings] == ["unknown_alias"]


@pytest.mark.parametrize("text, hint", [
    pytest.param("a:\n  b： 1\n  c: 2\n", "：", id="full-width colon"),
    pytest.param("a:\n\tb: 1\n", "tabs", id="tab"),
    pytest.param("a: x ? 1 : 2\n", "quotes", id="colon in a rule"),
])
def test_the_usual_mistakes_of_yaml_come_with_advice(text, hint):
    _, [finding] = compose(text)

    assert hint in finding.sentence


def written_in(style, text):
    dumped = yaml.safe_dump({"k": [text]}, default_style=style, allow_unicode=True, width=20)
    [leaf] = tree(dumped).entries["k"].node.items
    assume(isinstance(leaf, Leaf) and leaf.text == text)
    return leaf, dumped


@given(st.sampled_from(["", "'", '"', "|", ">"]), st.text("ab '\"\\积\n#:", min_size=1, max_size=60))
def test_every_character_of_a_scalar_has_its_place_in_the_file(style, text):
    leaf, source = written_in(style or None, text)
    offsets = list(offsets_of(leaf, source))

    assert offsets == sorted(offsets)
    for sign, offset in zip(text, offsets, strict=False):
        assert sign.isspace() or source[offset] == sign or source[offset] in "\\'"


@given(programmes)
def test_a_programme_in_yaml_is_read_back_the_same(programme):
    text, findings = decode(to_yaml(write(programme)).encode())

    assert findings == ()
    assert read(plain(tree(text))).programme == programme


@given(st.dictionaries(st.text("ab積 :#'\"-", min_size=1), PLAIN, min_size=1))
def test_plain_data_in_yaml_is_read_back_the_same(data):
    assert plain(tree(to_yaml(data))) == data


@given(programmes)
def test_writing_is_stable(programme):
    once = to_yaml(write(programme))

    assert to_yaml(write(read(plain(tree(once))).programme)) == once


def test_chinese_is_written_as_it_is_and_a_long_rule_is_folded():
    rule = "event.amount >= 100 and " * 5 + "true"

    assert to_yaml({"name": "积分", "when": rule}).startswith("name: 积分\nwhen: >-\n  event.amount >= 100")


@given(st.text("ab:-[]{}&*!|>'\"#%@`,? \n\t积：", max_size=80))
def test_no_text_makes_reading_fail(text):
    root, findings = compose(text)

    assert root is not None or findings
    assert all(isinstance(finding.span, Span) for finding in findings)


@given(st.binary(max_size=200))
def test_no_bytes_make_decoding_fail(source):
    text, findings = decode(source)

    assert bool(text) != bool(findings) or source in (b"", b"\xef\xbb\xbf")

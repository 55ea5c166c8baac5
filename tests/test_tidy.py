"""The shape of the code, so that it cannot drift; and that the measure itself measures."""

import pytest

from tests import shape
from tests.findings import none_of
from tests.tree import PRODUCT, python_sources, text_files

LONG = "def grow():\n" + "    x = 1\n" * 50
SHORT = "def stay():\n    return 1\n"


def test_functions_of_the_product_are_short():
    lengths = shape.function_lengths(python_sources(*PRODUCT))

    none_of(shape.too_long(lengths, most=50, middle=8, nine_in_ten=25))


def test_files_of_the_product_are_short():
    none_of(shape.too_long(shape.file_lengths(python_sources(*PRODUCT)), most=400, middle=120))


def test_tests_are_short():
    lengths = shape.function_lengths(python_sources("tests"), prefix="test_")

    none_of(shape.too_long(lengths, most=50, middle=12))


def test_what_serves_the_tests_is_short_too():
    sources = python_sources("tests")

    none_of(shape.too_long(shape.function_lengths(sources), most=50, middle=12, nine_in_ten=25))
    none_of(shape.too_long(shape.file_lengths(sources), most=400, middle=120))


def test_names_say_what_they_name():
    none_of(shape.banned_names(python_sources(*PRODUCT, "tests")))


def test_nothing_is_left_open():
    none_of(shape.left_open(text for text in text_files() if not text[0].startswith("static/vendor/")))


def test_every_public_name_of_the_rules_is_documented():
    none_of(shape.undocumented(python_sources("rules")))


def test_no_test_is_skipped_or_sleeps():
    none_of(shape.evasions(python_sources("tests")))


@pytest.mark.parametrize("sources, found", [
    pytest.param({"a.py": LONG, "b.py": SHORT}, ["a.py:1 grow: 51 lines, at most 50"], id="one too long"),
    pytest.param({"a.py": LONG[:-10], "b.py": SHORT}, [], id="exactly the longest allowed"),
])
def test_a_function_above_the_limit_is_found(sources, found):
    assert shape.too_long(shape.function_lengths(sources), most=50, middle=30) == found


def test_a_median_and_a_ninth_decile_above_the_limit_are_found_with_their_figures():
    lengths = shape.function_lengths({"a.py": SHORT + LONG, "b.py": LONG})

    middle, ninth = shape.too_long(lengths, most=60, middle=8, nine_in_ten=25)

    assert middle.startswith("median 51 lines, at most 8 (of 3")
    assert ninth.startswith("nine in ten reach 51.0 lines, at most 25 (of 3")


def test_a_file_above_the_limit_is_found_one_with_a_docstring_only_does_not_count():
    sources = {"a.py": SHORT * 201, "b.py": '"""Nothing here."""', "c.py": SHORT * 2}

    assert shape.too_long(shape.file_lengths(sources), most=400, middle=300) == ["a.py: 402 lines, at most 400"]


def test_only_functions_with_the_prefix_are_measured():
    measured = shape.function_lengths({"a.py": SHORT + "def test_it():\n    assert True\n"}, prefix="test_")

    assert measured == [shape.Measured(2, "a.py:3 test_it")]


@pytest.mark.parametrize("name", ["handle", "handle_event", "LotManager", "date_utils", "process_data", "_helper"])
def test_a_name_that_says_nothing_is_found(name):
    assert shape.banned_names({"a.py": f"class {name}: pass"}) == [f"a.py:1: {name}"]


def test_a_file_whose_name_says_nothing_is_found():
    assert shape.banned_names({"server/utils.py": "", "server/handler.py": ""}) == ["server/utils.py: utils"]


@pytest.mark.parametrize("mark", ["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"])
def test_a_promise_for_later_is_found(mark):
    assert shape.left_open([("a.md", f"fine\n{mark}: later")]) == [f"a.md:2: {mark}: later"]


def test_a_public_name_without_a_docstring_is_found_a_private_one_may_go_without():
    source = '"""Module."""\nclass Lot:\n    """A lot."""\n    def draw(self): ...\ndef _private(): ...\n'

    assert shape.undocumented({"a.py": source, "b.py": ""}) == ["a.py: Lot.draw", "b.py: module"]


@pytest.mark.parametrize("line", ["@pytest.mark.skip\ndef test(): ...", "pytest.skip('no')", "time.sleep(1)"])
def test_a_skipped_or_sleeping_test_is_found(line):
    assert len(shape.evasions({"a.py": line})) == 1

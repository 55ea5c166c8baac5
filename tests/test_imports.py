"""Imports point one way, the rules are pure, and time and chance enter in one place each."""

import re

import pytest

from tests import imports
from tests.findings import none_of
from tests.tree import python_sources, text_files

RULES_MAY_IMPORT = frozenset({"rules", "rule_engine"})
SEAMS = frozenset({"server/clock.py", "server/dice.py", "server/ids.py"})
ELSEWHERE = re.compile(
    "|".join([
        r"(?<![\w.])/(?:wo" r"rk|ro" r"ot)/", r"(?<![\w.])/home/\w+/",
        r"pypi\.o" r"rg", r"python" r"hosted\.org", r"registry\.npm" r"js\.org", r"deb\.deb" r"ian\.org",
    ])
)  # fmt: skip


def test_the_rules_import_the_standard_library_and_rule_engine_only():
    none_of(imports.unwanted_imports(python_sources("rules"), RULES_MAY_IMPORT))


def test_the_rule_engine_is_known_to_its_adapter_only():
    sources = python_sources("rules", "server", "admin")
    del sources["rules/language/engine.py"]

    none_of(imports.backward_imports(sources, frozenset({"rule_engine"})))


def test_the_rules_meet_no_clock_no_die_and_no_file():
    none_of(imports.impurities(python_sources("rules")))


def test_the_server_does_not_know_the_console():
    none_of(imports.backward_imports(python_sources("server"), frozenset({"admin", "tests"})))


def test_the_console_does_not_know_the_tests():
    none_of(imports.backward_imports(python_sources("admin"), frozenset({"tests"})))


def test_time_and_chance_enter_the_server_in_one_place_each():
    sources = python_sources("server", "admin")

    none_of(imports.clocks_and_dice({path: sources[path] for path in sources.keys() - SEAMS}))


def test_no_file_names_a_place_of_one_machine_or_the_host_of_a_registry():
    none_of(
        f"{path}: {match.group()}"
        for path, text in text_files()
        if not path.startswith("static/vendor/")
        for match in ELSEWHERE.finditer(text)
    )


@pytest.mark.parametrize("source", [
    "import flask", "from sqlalchemy.orm import Session", "def f():\n    import yaml", "from server import db",
])
def test_an_import_that_the_rules_may_not_have_is_found(source):
    assert len(imports.unwanted_imports({"a.py": source}, RULES_MAY_IMPORT)) == 1


def test_imports_that_the_rules_may_have_are_not_found():
    source = "import decimal, rule_engine.ast\nfrom rules.facts import Facts\nfrom . import lots"

    assert imports.unwanted_imports({"a.py": source}, RULES_MAY_IMPORT) == []


@pytest.mark.parametrize("source", [
    "import random", "import os.path", "from time import time", "open('x')", "datetime.now(UTC)",
    "clock = datetime.datetime.now", "d = date.today()", "print(1)", "from io import StringIO",
    "sys.stdin.read()", "from sys import argv", "sys.setrecursionlimit(9)", "import sys as system",
])
def test_an_impurity_is_found(source):
    assert imports.impurities({"a.py": source})


@pytest.mark.parametrize("source", [
    "from datetime import datetime, time", "time(9, 30)", "lot.open()", "facts.time.time_zone", "now = facts.now",
    "import sys\ntag = sys.implementation.cache_tag",
])
def test_what_only_looks_impure_is_not_found(source):
    assert imports.impurities({"a.py": source}) == []


def test_an_import_against_the_direction_is_found_with_its_place():
    found = imports.backward_imports({"server/a.py": "x = 1\nfrom admin.views import V"}, frozenset({"admin"}))

    assert found == ["server/a.py:2 imports admin.views"]


@pytest.mark.parametrize("source", ["import secrets", "uuid.uuid4()", "datetime.now(UTC)", "os.urandom(8)"])
def test_a_clock_or_a_die_is_found(source):
    assert len(imports.clocks_and_dice({"a.py": source})) == 1


@pytest.mark.parametrize("text", ["see /wo" "rk/x", "'/ro" "ot/y'", "/home/" "ada/z", "https://pypi.o" "rg/simple"])
def test_a_place_of_one_machine_is_found(text):
    assert ELSEWHERE.search(text)

"""What the document of the programme file shows can be loaded, and every finding stands in it."""

import ast
import re

import pytest

from rules.check import check
from rules.shape import read
from server.yaml_nodes import compose, plain
from tests.tree import ROOT, python_sources

DOCUMENT = (ROOT / "docs" / "programme-file.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT, re.M | re.S)
SOURCES = ("rules/shape/", "rules/check/", "server/yaml_nodes.py")
TELLERS = {"add", "Unreadable", "error", "warning", "_finding", "note"}


def loaded(block):
    root, findings = compose(block)
    assert findings == ()
    return plain(root)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_shown_part_of_a_file_is_sound(block):
    """A block adds to the smallest file, which is the first one."""
    reading = read({**loaded(BLOCKS[0]), **loaded(block)})

    assert reading.findings == ()
    assert [finding for finding in check(reading.programme) if finding.severity == "error"] == []


def codes_told(source):
    """First text given to each call that makes a finding."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return {call.args[0].value for call in calls
            if getattr(call.func, "id", getattr(call.func, "attr", "")) in TELLERS
            and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)}


def test_every_code_stands_in_the_document_and_no_other():
    sources = python_sources("rules", "server").items()
    told = set().union(*(codes_told(source) for path, source in sources if path.startswith(SOURCES)))
    table = DOCUMENT.partition("## What the check finds")[2]

    assert set(re.findall(r"`([a-z0-9]+_[a-z0-9_]+)`", table)) - {"example_failed", "example_"} == told


def test_a_code_is_seen_where_it_is_told():
    source = "notes.add('a_code', x); raise Unreadable('b_code', 'no'); add(code); other('c_code')"

    assert codes_told(source) == {"a_code", "b_code"}

"""What the documents point at exists, and what they quote stands where they say."""

import re

import pytest

from tests.findings import none_of
from tests.tree import ROOT, text_files

LINK = re.compile(r"\]\(([^)#\s]+)")
MAKE = re.compile(r"`?\bmake (?:[A-Z]+=\S+ )*([a-z][a-z-]*)`|^\$ .*\bmake ([a-z-]+)", re.M)


@pytest.fixture(scope="module")
def documents():
    return {path: text for path, text in text_files() if path.endswith(".md")}


def test_every_link_leads_somewhere(documents):
    none_of(dead_links(documents))


def test_every_command_of_make_exists(documents):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {(path, a or b) for path, text in documents.items() for a, b in MAKE.findall(text)}

    assert len(named) > 5
    none_of(f"{path}: make {target}" for path, target in sorted(named) if target not in targets)


def test_every_decision_record_is_listed(documents):
    none_of(path for path in documents if path.startswith("docs/adr/") and path[5:] not in documents["docs/README.md"])


def test_every_document_is_listed(documents):
    written = [path for path in documents if re.fullmatch(r"docs/[^/]+\.md", path) and path != "docs/README.md"]

    none_of(path for path in written if f"]({path[5:]})" not in documents["docs/README.md"])


def test_the_first_rule_of_the_readme_stands_in_its_file(documents):
    example = (ROOT / "docs/samples/mechanics/M07.yaml").read_text().splitlines()
    quoted = documents["README.md"].split("```yaml\n")[1].split("```")[0].splitlines()

    none_of(line for line in quoted if line not in example)


def test_a_dead_link_is_found():
    assert dead_links({"docs/a.md": "[x](../README.md) [y](gone.md#part) [z](https://a.example)"}) == [
        "docs/a.md: gone.md"
    ]


def dead_links(documents):
    return [
        f"{path}: {target}"
        for path, text in documents.items()
        for target in LINK.findall(text)
        if "://" not in target and not ((ROOT / path).parent / target).exists()
    ]

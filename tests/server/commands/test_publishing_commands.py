"""``tandem programme import|export|diff|publish|rollback``: a file becomes a version, and every process follows."""

import subprocess
import sys
from datetime import timedelta

import pytest

from rules.canonical import content_hash
from server.clock import now, stopwatch_seconds
from server.programme_file import parse
from server.versions import Versions
from tests.server.webhooks.till import PROGRAMME, points_of

EXAMPLE = """
examples:
  - name: a purchase earns
    steps:
      - {at: 2026-03-02 10:00, partner: SHOP, buys: 10.00, expect: {points: {PTS: %s}}}
"""
TRIPLE = PROGRAMME.replace("points: matched.amount", "points: matched.amount * 3")
FOLLOW = """
import sys
from pathlib import Path
from server.clock import now
from server.db import open_engine
from server.settings import read_settings
from server.versions import Versions
settings = read_settings()
versions = Versions(open_engine(settings), Path(settings.instance_path))
versions.refresh()
versions.follow()
print(versions.timeline.last, flush=True)
for _ in sys.stdin:
    print(versions.timeline.last, flush=True)
"""


@pytest.fixture
def unpublished(tandem, engine):
    """The command line over a database in which nothing was published yet."""
    return tandem


def test_a_file_becomes_the_draft_and_is_published_and_again_changes_nothing(unpublished, file):
    first = unpublished("programme", "import", file(PROGRAMME), "--publish")
    again = unpublished("programme", "import", file(PROGRAMME), "--publish")

    assert "pieces of the draft changed.\nVersion " in first
    assert "on (publication 1)." in first
    assert again.startswith("0 pieces of the draft changed.\nVersion ")
    assert again.endswith("already; nothing was changed.\n")


def test_what_is_exported_and_imported_again_is_the_same_version(unpublished, file, tmp_path):
    unpublished("programme", "import", file(PROGRAMME), "--publish")
    out = tmp_path / "out.yaml"

    unpublished("programme", "export", "-o", str(out))

    assert parse(out.read_bytes()).programme == parse(PROGRAMME.encode()).programme
    assert unpublished("programme", "export", "draft") == out.read_text(encoding="utf-8")
    assert "nothing was changed" in unpublished("programme", "import", str(out), "--publish")


def test_a_difference_shows_what_changes_before_it_is_published(coalition, tandem, file):
    tandem("programme", "import", file(TRIPLE))
    shown = tandem("programme", "diff")

    assert [line for line in shown.splitlines() if line[0] in "+-" and line[:3] not in ("+++", "---")] == [
        "-  - {code: base, points: matched.amount}", "+  - {code: base, points: matched.amount * 3}"]
    assert tandem("programme", "diff", "draft", file(TRIPLE)).endswith(f"draft and {file(TRIPLE)} are the same.\n")


def test_the_draft_is_published_and_an_earlier_version_comes_back(coalition, till, tandem, file):
    before = coalition.versions.timeline.hashes[0]
    tandem("programme", "import", file(TRIPLE))
    tandem("programme", "publish", "--by", "ada")
    coalition.versions.refresh()
    assert points_of(till.post(till.purchase("10.00", at=now()))) == 30

    assert f"Version {before} is in force from" in tandem("programme", "rollback", before[:8], "--note", "too much")

    coalition.versions.refresh()
    assert points_of(till.post(till.purchase("10.00", at=now()))) == 10
    listed = tandem("programme", "versions").splitlines()
    assert [("in force" in line, "too much" in line) for line in listed] == [(True, True)] + [(False, False)] * 2


def test_a_version_that_is_scheduled_waits_for_its_time(coalition, till, tandem, file):
    tomorrow = f"{now() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    tandem("programme", "import", file(TRIPLE), "--publish", "--effective-at", tomorrow)
    coalition.versions.refresh()

    assert points_of(till.post(till.purchase("10.00", at=now()))) == 10
    assert len(set(coalition.versions.timeline.hashes)) == 2


@pytest.mark.parametrize("text, says", [
    pytest.param(PROGRAMME.replace("event.amount >= 500", "event.amuont >= 500"),
                 ":26:11: error unknown_word: ", id="a fault, at its place"),
    pytest.param(PROGRAMME + EXAMPLE % 11, "error example_failed: a purchase earns: ", id="a failing example"),
])
def test_a_file_with_faults_changes_nothing(unpublished, file, text, says):
    said = unpublished("programme", "import", file(text), "--publish", code=1)

    assert says in said
    assert unpublished("programme", "versions") == ""


def test_a_draft_with_a_failing_example_is_not_published(coalition, tandem, file):
    tandem("programme", "import", file(PROGRAMME + EXAMPLE % 11))

    said = tandem("programme", "publish", code=1)

    assert said.startswith("corner/examples/0: error example_failed: a purchase earns: ")
    assert "nothing was published" in said
    assert len(tandem("programme", "versions").splitlines()) == 1


def test_a_second_person_approves_exactly_this_content(coalition, tandem, file):
    text = PROGRAMME.replace("late_days: 30}", "late_days: 30, second_person: true}")
    tandem("programme", "import", file(text))
    publish = ("programme", "publish", "--by", "ada")
    version = content_hash(parse(text.encode()).programme)

    assert f"approve version {version[:12]}" in tandem(*publish, code=1)
    assert "needs_approval" in tandem(*publish, "--approved-by", "ada", "--approved-hash", version, code=1)
    assert "needs_approval" in tandem(*publish, "--approved-by", "bob", "--approved-hash", "0" * 64, code=1)
    assert f"Version {version} is in force" in tandem(*publish, "--approved-by", "bob", "--approved-hash", version)


def test_what_names_no_version_and_no_file_is_refused(coalition, tandem, tmp_path):
    for name in ("0000", "", str(tmp_path)):
        assert "unknown_version" in tandem("programme", "rollback", name, code=1)
        assert "unknown_version" in tandem("programme", "export", name, code=1)


def test_another_process_follows_a_publish_within_a_second(coalition, tandem, file):
    with subprocess.Popen([sys.executable, "-c", FOLLOW], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as other:
        assert other.stdout.readline() == "1\n"
        tandem("programme", "import", file(TRIPLE), "--publish")
        start, last = stopwatch_seconds(), "1\n"
        while last == "1\n":
            other.stdin.write("?\n")
            other.stdin.flush()
            last = other.stdout.readline()
        took = stopwatch_seconds() - start
        other.stdin.close()

    assert (last, took < 1) == ("2\n", True), took


def test_every_version_that_was_published_stays_to_be_read(coalition, tandem, file):
    tandem("programme", "import", file(TRIPLE), "--publish")
    fresh = Versions(coalition.engine, coalition.versions.cache / "fresh")
    fresh.refresh()

    assert [fresh.programme(version) for version in fresh.timeline.hashes] == [
        parse(text.encode()).programme for text in (PROGRAMME, TRIPLE)]

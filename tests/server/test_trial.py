"""A rule that is tried cannot hurt the server, whatever it does."""

import subprocess
import sys
from collections.abc import Iterator
from signal import SIGVTALRM

import pytest

from rules.vocabulary.sample import SETTING
from server.trial import ROOT, Trial, Trials
from tests.rules.language.hostile import HOSTILE

READY = "import sys; print('ready', flush=True); "


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    """Trials in a real child; time enough for a machine that is busy with other tests."""
    shared = Trials(seconds=20, patience_seconds=60)
    yield shared
    shared.close()


def child(program: str, **limits: float) -> Trials:
    """Trials whose child runs another program."""
    return Trials(command=[sys.executable, "-c", READY + program], **limits)


def limited(program: str) -> subprocess.CompletedProcess[bytes]:
    """What becomes of a program that sets the limits of the child on itself."""
    setup = "from server.trial_child import limit_memory, limit_time; "
    return subprocess.run([sys.executable, "-c", setup + program], cwd=ROOT, capture_output=True, check=False)


@pytest.mark.parametrize("text, place, trial", [
    ("event.amount * 2", "award", Trial("gave", "734.00")),
    ('member.tier == "gold"', "condition", Trial("gave", "True")),
    ("event.amount / (event.amount - 367)", "award", Trial("failed", "arithmetic error: division by zero")),
    ("evnt.amount > 5", "condition", Trial("refused", "unknown_word")),
    ("$now > event.occurred_at", "condition", Trial("refused", "refused_function")),
])
def test_a_rule_is_tried_on_the_sample(trials, text, place, trial):
    assert trials.tried(text, place, SETTING) == trial


def test_every_hostile_expression_is_refused_in_the_child_too(trials):
    outcomes = {name: trials.tried(text, "condition", SETTING).outcome for name, text in HOSTILE.items()}

    assert set(outcomes.values()) == {"refused"}, outcomes


@pytest.mark.parametrize("program", [
    pytest.param("[None for _ in iter(int, 1)]", id="never answers"),
    pytest.param("sys.stdin.readline()", id="ends without an answer"),
    pytest.param("sys.stdin.close()", id="does not listen"),
    pytest.param("sys.stdin.readline(); print('half', end='', flush=True)", id="answers half a line"),
    pytest.param("sys.stdin.readline(); print('half', end='', flush=True); sys.stdin.read()",
                 id="answers half a line and waits"),
])
def test_a_child_that_does_not_answer_is_cut_off(program):
    hanging = child(program, patience_seconds=0.3)

    assert hanging.tried("true", "condition", SETTING) == Trial("cut_off")
    hanging.close()


def test_after_a_rule_was_cut_off_the_next_is_tried_in_a_new_child():
    answering_second = child(
        "'slow' in sys.stdin.readline() and [None for _ in iter(int, 1)]; "
        "print('{\"outcome\": \"gave\", \"detail\": \"new\"}', flush=True)", patience_seconds=2)

    assert answering_second.tried("'slow'", "condition", SETTING) == Trial("cut_off")
    assert answering_second.tried("true", "condition", SETTING) == Trial("gave", "new")
    answering_second.close()


def test_a_child_that_does_not_start_is_an_error_of_the_machine():
    with pytest.raises(RuntimeError, match="did not start"):
        Trials(command=[sys.executable, "-c", "print('hello')"]).tried("true", "condition", SETTING)


def test_a_child_that_died_as_it_started_is_started_once_more(tmp_path):
    first = tmp_path / "first"
    program = (f"import pathlib; first = pathlib.Path({str(first)!r}); fresh = not first.exists(); first.touch(); "
               "fresh or print('ready', flush=True); fresh or sys.stdin.readline(); "
               "fresh or print('{\"outcome\": \"gave\"}', flush=True)")
    reborn = Trials(command=[sys.executable, "-c", f"import sys; {program}"], patience_seconds=60)

    assert reborn.tried("true", "condition", SETTING) == Trial("gave")
    reborn.close()


def test_the_kernel_ends_a_child_that_computes_too_long():
    ended = limited("limit_time(0.05); [None for _ in iter(int, 1)]")

    assert ended.returncode == -SIGVTALRM


def test_the_kernel_refuses_a_child_too_much_memory():
    ended = limited("limit_memory(400); bytearray(1_000_000_000)")

    assert ended.returncode == 1
    assert b"MemoryError" in ended.stderr

"""Every rule of a programme tried in a child process, with little time and memory, before it can be live."""

from __future__ import annotations

from collections.abc import Iterator

from rules.check.book import expressions_of
from rules.errors import Finding, InvalidProgramme
from rules.language import Setting
from rules.programme import Programme
from server.trial import Trials

PATIENCE_SECONDS = 2.0
"""Longest time for one rule; usual ones take a thousandth of it, also on a busy machine."""


def refuse_costly(programme: Programme, seconds: float = PATIENCE_SECONDS) -> None:
    """Raise ``InvalidProgramme`` naming every rule that did not answer in time, or wanted too much memory."""
    trials = Trials(seconds=seconds)
    try:
        cut_off = tuple(_cut_off(programme, trials))
    finally:
        trials.close()
    if cut_off:
        raise InvalidProgramme(cut_off)


def _cut_off(programme: Programme, trials: Trials) -> Iterator[Finding]:
    """A finding for each rule that had to be stopped; equal texts are tried once."""
    verdicts: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for path, text, place, counters in expressions_of(programme):
        key = (text, place, counters)
        if key not in verdicts:
            verdicts[key] = trials.tried(text, place, Setting.of(programme, counters)).outcome
        if verdicts[key] == "cut_off":
            yield Finding("rule_cut_off", "This rule takes too long or too much memory; make it simpler.", path=path)

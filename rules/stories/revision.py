"""A changed programme from a small change: what a ``publishes`` step of a worked example says.

The change has the shape of a programme file. Groups are changed key by key; in a list of things with codes the
one with the same code is changed, and others are added; any other value takes the place of the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.check import check
from rules.errors import Finding, InvalidProgramme
from rules.programme import Programme
from rules.shape import read, write


def revise(programme: Programme, change: object) -> Programme:
    """The programme with the change in it; raises ``InvalidProgramme`` with every error it would have."""
    reading = read(merged(write(programme, short=False), change))
    if reading.programme is None:
        raise InvalidProgramme(reading.findings)
    wrong = tuple(finding for finding in check(reading.programme) if finding.severity == "error")
    if wrong:
        raise InvalidProgramme(wrong)
    return reading.programme


def codes(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Codes of findings, each once."""
    return tuple(dict.fromkeys(finding.code for finding in findings))


def merged(old: Any, new: Any) -> Any:
    """Plain data with a change in it.

    >>> merged({"a": 1, "list": [{"code": "x", "n": 1}]}, {"list": [{"code": "x", "n": 2}, {"code": "y"}]})
    {'a': 1, 'list': [{'code': 'x', 'n': 2}, {'code': 'y'}]}
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}
    if _coded(new) and (_coded(old) or old is None):
        return _merged_lists(old or [], new)
    return new


def _coded(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) and "code" in item for item in value)


def _merged_lists(old: list[Any], new: list[Any]) -> list[Any]:
    changes = {item["code"]: item for item in new}
    kept = [merged(item, changes.pop(item["code"], {})) for item in old]
    return kept + [item for item in new if item["code"] in changes]

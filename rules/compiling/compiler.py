"""A checked programme, every expression of it compiled and every campaign indexed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from typing import Any

from rules.canonical import content_hash
from rules.compiled import CompiledProgramme
from rules.compiling.allowed import ALWAYS, Rows
from rules.compiling.assembly import assemble
from rules.compiling.expression import CompiledRule, compile_checked, forget_tree
from rules.compiling.index import bitmap_of, moving_rows, paying_rows
from rules.compiling.narrowing import demands, filter_demands
from rules.errors import Finding, InvalidProgramme
from rules.facts import Need
from rules.language import Checked, check
from rules.language.setting import Setting
from rules.programme import EXPRESSIONS, Campaign, Place, Programme

compile_expression = compile_checked


def compile_programme(programme: Programme, version: str = "") -> CompiledProgramme:
    """A programme ready to run; ``version`` "" is its content hash.

    Raises ``InvalidProgramme`` with every finding of every expression when one of them is an error. What is
    wrong beyond expressions is found by ``rules.check``.
    """
    reading = Reading(Setting.of(programme))
    for pointer, place, text, campaign in expressions(programme):
        reading.read(pointer, place, text, campaign)
    if any(finding.severity == "error" for finding in reading.findings):
        raise InvalidProgramme(tuple(reading.findings))
    rows = [reading.rows(f"/campaigns/{at}", campaign) for at, campaign in enumerate(programme.campaigns)]
    paying, moving = bitmap_of([row for row, _ in rows]), bitmap_of([row for _, row in rows])
    return assemble(programme, version or content_hash(programme), reading.rules, paying, moving,
                    frozenset(reading.needs))


@dataclass(frozen=True, slots=True)
class Read:
    """One text as it was read in one place and setting; many places of a programme may share it."""

    rule: CompiledRule | None
    findings: tuple[Finding, ...]
    needs: frozenset[Need]
    demands: Rows


class Reading:
    """All expressions of one programme, each different one read and compiled once."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.rules: dict[str, CompiledRule] = {}
        self.findings: list[Finding] = []
        self.needs: set[Need] = set()
        self._demands: dict[str, Rows] = {}
        self._reads: dict[tuple[str, Place, tuple[str, ...]], Read] = {}

    def read(self, pointer: str, place: Place, text: str, campaign: Campaign | None) -> None:
        """Read the expression at a JSON pointer."""
        counters = counters_of(campaign)
        key = (text, place, counters)
        if key not in self._reads:
            self._reads[key] = _read(text, place, replace(self.setting, counters=counters))
        found = self._reads[key]
        self.findings.extend(replace(finding, path=pointer) for finding in found.findings)
        self.needs |= found.needs
        self._demands[pointer] = found.demands
        if found.rule is not None:
            self.rules[pointer] = found.rule

    def rows(self, path: str, campaign: Campaign) -> tuple[Rows, Rows]:
        """What a campaign demands to pay, and to move its counters."""
        audience, when, lines = (self._demanded(f"{path}/{name}") for name in ("audience", "when", "lines"))
        counters = [(self._demanded(f"{path}/progress/{at}/when"),
                     self._demanded(f"{path}/progress/{at}/starts") if progress.starts else None)
                    for at, progress in enumerate(campaign.progress)]
        return paying_rows(campaign, audience, when, lines), moving_rows(campaign, audience, counters)

    def _demanded(self, pointer: str) -> Rows:
        return self._demands.get(pointer, ALWAYS)


def _read(text: str, place: Place, setting: Setting) -> Read:
    checked = check(text, place, setting)
    if checked.tree is None:
        return Read(None, checked.findings, checked.needs, ALWAYS)
    rule = forget_tree(compile_checked(checked), setting)
    return Read(rule, checked.findings, checked.needs, _demands(checked))


def _demands(checked: Checked) -> Rows:
    if checked.place == "line":
        return filter_demands(checked.tree)
    return demands(checked.tree) if checked.place in ("condition", "audience", "progress_when") else ALWAYS


def counters_of(campaign: Campaign | None) -> tuple[str, ...]:
    """Names below ``progress``: each counter with this event, and without it."""
    codes = [progress.code for progress in campaign.progress] if campaign else []
    return (*codes, *(f"{code}_before" for code in codes))


def expressions(programme: Programme) -> Iterator[tuple[str, Place, str, Campaign | None]]:
    """Every expression that is given or should be: JSON pointer, place, text, and the campaign around it."""
    for field in fields(programme):
        value = getattr(programme, field.name)
        if field.name == "campaigns":
            for at, campaign in enumerate(value):
                for pointer, place, text in _below(campaign, f"/campaigns/{at}"):
                    yield pointer, place, text, campaign
        else:
            for pointer, place, text in _below(value, f"/{field.name}"):
                yield pointer, place, text, None


def _below(value: Any, path: str) -> Iterator[tuple[str, Place, str]]:
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _below(item, f"{path}/{at}")
    elif is_dataclass(value):
        places: Mapping[str, Place] = EXPRESSIONS.get(type(value).__name__, {})
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name not in places:
                yield from _below(inner, f"{path}/{field.name}")
            elif inner or field.default is MISSING:
                yield f"{path}/{field.name}", places[field.name], inner


__all__ = ["compile_expression", "compile_programme", "expressions"]

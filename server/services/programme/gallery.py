"""Ready campaigns to start from: each a file under ``samples/templates``, with a story and a few things to fill in.

A file has ``title`` and ``story`` (texts by locale), ``picture``, ``asks`` (name → kind, default, label), ``campaign``
(plain data in the programme file's form, with ``{{name}}`` where an answer goes), and maybe ``needs``: a part of the
programme, such as ``pools``, without which it cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.facts import WEEKDAYS
from rules.programme import Programme
from server.assets import sample
from server.services.programme.editing import free_code
from server.yaml_nodes import compose, plain

ORDER = ("double-day", "happy-hour", "category-bonus", "full-hundred", "first-purchase", "nth-purchase", "streak",
         "birthday", "referral", "spend-and-save", "tier-multiplier", "joint-bonus", "draw")
GAP = re.compile(r"\{\{([a-z]+)(?:\.([a-z]+))?\}\}")
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
LISTED = {"pool": "pools", "draw": "draws", "partner": "partners", "tier": "tiers"}


class UnfitAnswer(ValueError):
    """An answer is not of the kind that its question takes; ``name`` is the question."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True, slots=True)
class Template:
    """One template; ``asks`` are its questions, ``campaign`` its data with gaps."""

    code: str
    title: Mapping[str, str]
    story: Mapping[str, str]
    picture: str
    asks: Mapping[str, Mapping[str, Any]]
    campaign: Mapping[str, Any]
    needs: str = ""

    def usable(self, programme: Programme) -> bool:
        """Whether the programme has what this template builds on."""
        return not self.needs or bool(getattr(programme, self.needs))


@cache
def templates() -> tuple[Template, ...]:
    """All of them, in the order of the gallery."""
    return tuple(_read(code) for code in ORDER)


def template(code: str) -> Template:
    """One by its code. Raises ``KeyError``."""
    return {each.code: each for each in templates()}[code]


def choices(kind: str, programme: Programme) -> tuple[str, ...]:
    """What a question of this kind can be answered with, () when anything fits."""
    if kind == "weekday":
        return WEEKDAYS
    return tuple(each.code for each in getattr(programme, LISTED[kind])) if kind in LISTED else ()


def defaults(found: Template, programme: Programme) -> dict[str, str]:
    """What stands in each answer at first."""
    return {name: str(ask.get("default") or next(iter(choices(ask["kind"], programme)), ""))
            for name, ask in found.asks.items()}


def filled(found: Template, answers: Mapping[str, str], programme: Programme) -> dict[str, Any]:
    """The campaign's plain data under a code that is free. Raises ``UnfitAnswer``."""
    answers = {**defaults(found, programme), **{name: text.strip() for name, text in answers.items() if text.strip()}}
    for name, ask in found.asks.items():
        _refuse_unfit(name, answers[name], str(ask["kind"]), programme)
    data: dict[str, Any] = _fill(found.campaign, answers, found, programme)
    taken = {campaign.code for campaign in programme.campaigns}
    return {**data, "code": free_code(data["code"], taken) if data["code"] in taken else data["code"]}


def _read(code: str) -> Template:
    node, findings = compose(Path(sample(f"templates/{code}.yaml")).read_text(encoding="utf-8"))
    if node is None or findings:
        raise ValueError(f"the template {code} cannot be read: {findings}")
    data: Any = plain(node)
    return Template(code, data["title"], data["story"], data["picture"], data["asks"], data["campaign"],
                    data.get("needs", ""))


def _refuse_unfit(name: str, answer: str, kind: str, programme: Programme) -> None:
    listed = choices(kind, programme)
    fits = {"number": bool(NUMBER.fullmatch(answer)), "time": bool(CLOCK.fullmatch(answer)),
            "text": 0 < len(answer) <= 60 and not set(answer) & set('"\\\n\r{}')}
    if not (answer in listed if listed else fits.get(kind, False)):
        raise UnfitAnswer(name)


def _fill(part: Any, answers: Mapping[str, str], found: Template, programme: Programme) -> Any:
    if isinstance(part, Mapping):
        return {name: _fill(each, answers, found, programme) for name, each in part.items()}
    if isinstance(part, list | tuple):
        return [_fill(each, answers, found, programme) for each in part]
    if not isinstance(part, str):
        return part
    return GAP.sub(lambda gap: _answered(gap[1], gap[2], answers, found, programme), part)


def _answered(name: str, field: str | None, answers: Mapping[str, str], found: Template, programme: Programme) -> str:
    """The answer itself, or a field of what it names: ``pool.currency``."""
    if not field:
        return answers[name]
    listed = getattr(programme, LISTED[found.asks[name]["kind"]])
    return str(next(getattr(each, field) for each in listed if each.code == answers[name]))

"""The editor's form ↔ a campaign's plain data.

A field is named by its JSON pointer with dashes: ``/benefits/0/value`` is ``benefits-0-value``. Two inputs make one
moment (``schedule-starts_at-day``, ``-clock``). Nothing is refused here: what cannot be read is kept as it was typed,
and told as a finding when the draft is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from rules.programme import LOCALES
from rules.shape.piece import read_piece, write_piece

KIND = "campaigns"
LISTS = {
    "benefits": {"kind": "points", "value": ""}, "caps": {"limit": "", "of": "points", "per": "member"},
    "funding": {"source": "", "percent": "100"}, "progress": {"code": "", "when": ""}, "schedule-windows": {},
}
"""Parts with rows to add and to take away, and what a new row holds."""
WHOLE = frozenset({"priority", "holdout"})
MANY = frozenset({"days", "months", "weeks"})
MOMENTS = ("announced_at", "starts_at", "ends_at")
KEPT = ("code", "reasons")
"""What this form leaves as it is: a code is for ever, reasons it does not show."""


def data_of(form: MultiDict[str, str], held: Mapping[str, Any]) -> dict[str, Any]:
    """The campaign that a sent form describes; ``held`` is what stood before. The shortest writing of it."""
    data = _cleaned(_nested(form))
    data = {**(data if isinstance(data, dict) else {}), **{key: held[key] for key in KEPT if key in held}}
    value, findings = read_piece(KIND, data)
    return data if findings else write_piece(value)


def shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """A campaign's data in its long form, for the form to show; as it is while it cannot be read."""
    value, findings = read_piece(KIND, data)
    return dict(data) if findings else write_piece(value, short=False)


def with_row(data: Mapping[str, Any], part: str) -> dict[str, Any]:
    """The data with one more row in a part."""
    return _with_rows(data, part, lambda rows: [*rows, dict(LISTS[part])])


def without_row(data: Mapping[str, Any], part: str, place: int) -> dict[str, Any]:
    """The data without one row of a part."""
    return _with_rows(data, part, lambda rows: [row for at, row in enumerate(rows) if at != place])


def _with_rows(data: Mapping[str, Any], part: str, change: Any) -> dict[str, Any]:
    outer, _, inner = part.partition("-")
    if inner:
        return {**data, outer: _with_rows(data.get(outer, {}), inner, change)}
    return {**data, part: change(list(data.get(part, ())))}


def _nested(form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields by their pointers, lists as tables from position to row."""
    nested: dict[str, Any] = {}
    for name in form:
        parts = name.split("-")
        if parts[0] not in KNOWN or any(not part for part in parts):
            continue
        _put(nested, parts, [text.strip() for text in form.getlist(name)])
    return nested


KNOWN = frozenset({"code", "name", "text", "status", "schedule", "audience", "when", "lines", "benefits", "lane",
                   "priority", "caps", "budget", "budget_partial", "funding", "holdout", "progress"})


def _put(nested: dict[str, Any], parts: list[str], texts: list[str]) -> None:
    here = nested
    for part in parts[:-1]:
        here = here.setdefault(part, {})
        if not isinstance(here, dict):
            return
    here[parts[-1]] = _typed(parts[-1], texts, listed="windows" in parts)


def _typed(name: str, texts: list[str], *, listed: bool) -> Any:
    if name in MANY and listed:
        return [_number(text) for text in texts if text]
    text = texts[-1].replace("\r\n", "\n")
    if name == "month_days":
        return [_number(each) for each in re.split(r"[,，、\s]+", text) if each]
    if name == "percent":
        return _decimal(text)
    if name in ("partial", "budget_partial"):
        return {"true": True, "false": False}.get(text, "")
    return _number(text) if name in WHOLE else text


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text, re.ASCII) else text


def _decimal(text: str) -> Any:
    plain = text.removesuffix("%").strip()
    return Decimal(plain) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", plain, re.ASCII) else text


def _cleaned(part: Any) -> Any:
    """Without what was left empty; tables whose keys are positions are lists again."""
    if not isinstance(part, dict):
        return part
    if set(part) & {"day", "clock"} and set(part) <= {"day", "clock"}:
        return _moment(part)
    kept = {key: clean for key, each in part.items() if (clean := _cleaned(each)) not in ("", None, [], {})}
    if kept and all(key.isdecimal() for key in kept):
        return [kept[key] for key in sorted(kept, key=int) if not _idle(kept[key])]
    return {key: each for key, each in kept.items() if (key, each) not in IDLE}


IDLE = (("priority", 0), ("holdout", 0), ("status", "live"))


def _idle(row: Any) -> bool:
    """Whether a row says nothing yet: only choices that are made beforehand."""
    return isinstance(row, dict) and not set(row) - {"kind", "of", "per", "to", "mode", "period", "percent", "streak"}


def _moment(part: Mapping[str, str]) -> str:
    day, clock = part.get("day", ""), part.get("clock", "")
    return f"{day} {clock}" if day and clock else day or clock


def day_and_clock(moment: object) -> tuple[str, str]:
    """The two inputs of a moment as it is written in data."""
    day, _, clock = str(moment or "").replace("T", " ").partition(" ")
    return day, clock[:5]


def field_of(path: str) -> str:
    """The name of the field that a finding's pointer leads to."""
    return path.strip("/").replace("/", "-")


def differences(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Fields that two texts of a campaign say differently: name, what stands, what was to be saved."""
    one, other = dict(_leaves(shown(theirs))), dict(_leaves(shown(mine)))
    names = [*one, *(name for name in other if name not in one)]
    return [(name, one.get(name, ""), other.get(name, "")) for name in names if one.get(name) != other.get(name)]


def _leaves(part: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, Mapping):
        for key, each in part.items():
            yield from _leaves(each, f"{name}-{key}" if name else str(key))
    elif isinstance(part, list | tuple) and any(isinstance(each, Mapping) for each in part):
        for place, each in enumerate(part):
            yield from _leaves(each, f"{name}-{place}")
    else:
        yield name, ", ".join(map(str, part)) if isinstance(part, list | tuple) else str(part)


def texts_of(form_data: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text by locale; one that is written once counts for English."""
    texts = form_data.get(name) or {}
    found = texts if isinstance(texts, Mapping) else {"en": str(texts)}
    return {locale: str(found.get(locale, "")) for locale in LOCALES}

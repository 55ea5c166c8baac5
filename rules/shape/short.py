"""Short forms a marketer writes: ``- multiplier: 2``, ``- discount: 20%``, ``expiry: 12 months``.

Each expands to the long form of its value before it is read, and says where every part came from. ``shorten``
is the way back: it takes the long plain form and gives the short one where nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rules.nearest import nearest
from rules.programme import Benefit, Expiry, Share
from rules.shape.kinds import Choice, fields_of
from rules.shape.moments import read_length
from rules.shape.scalar import Unreadable, shown
from rules.shape.words import SOURCE

Long = tuple[Mapping[object, object], Mapping[str, str]]
"""The long form, and for each of its keys that moved: the pointer, relative to the value, it came from."""

KINDS: tuple[str, ...] = next(
    spec.kind.words for spec in fields_of(Benefit) if spec.name == "kind" and isinstance(spec.kind, Choice))
COUNTED = ("voucher", "gift", "chance", "tag")
PERCENT = r"-?[0-9]{1,18}(\.[0-9]{1,12})? ?[%％]"


def lengthen(cls: type, value: object) -> Long | None:
    """The long form of a short one, or None when the value is not a short form of this class.

    Raises ``Unreadable`` for a short form that holds what it does not take.
    """
    expand = EXPAND.get(cls)
    return expand(value) if expand else None


def _benefit(value: object) -> Long | None:
    if not isinstance(value, Mapping) or "kind" in value:
        return None
    kind = next((one for one in KINDS if one in value), None)
    if kind is None:
        return None
    rest = {key: part for key, part in value.items() if key != kind}
    given, moved = _given(kind, value[kind])
    return {"kind": kind, **given, **rest}, {"kind": f"/{kind}", **moved}


def _given(kind: str, part: object) -> tuple[dict[object, object], dict[str, str]]:
    here = f"/{kind}"
    if kind not in COUNTED:
        is_percent = kind == "discount" and isinstance(part, str) and re.fullmatch(PERCENT, part, re.ASCII)
        if is_percent and isinstance(part, str):
            return {"value": part[:-1].rstrip(), "mode": "percent"}, {"value": here, "mode": here}
        return {"value": part}, {"value": here}
    if not isinstance(part, Mapping):
        return {"code": part, "value": "1"}, {"code": here, "value": here}
    return _counted(kind, part)


def _counted(kind: str, part: Mapping[object, object]) -> tuple[dict[object, object], dict[str, str]]:
    strange = next((shown(key) for key in part if key not in ("code", "quantity")), None)
    if strange is not None:
        sentence = f"{kind} takes code and quantity, not {strange}"
        raise Unreadable("unknown_key", sentence, nearest(strange, ["code", "quantity"]), key=strange, owner=kind)
    names = {"code": "code", "value": "quantity"}
    given: dict[object, object] = {name: part[key] for name, key in names.items() if key in part}
    moved = {name: f"/{kind}/{key}" for name, key in names.items() if key in part}
    return {"value": "1", **given}, moved


def _expiry(value: object) -> Long | None:
    if not isinstance(value, str):
        return None
    if value == "never":
        return {}, {}
    count, unit = read_length(value).split(" ")
    factors = {"month": ("months", 1), "year": ("months", 12), "day": ("days", 1), "week": ("days", 7)}
    if unit.rstrip("s") not in factors:
        raise Unreadable("bad_length", "an expiry counts days, weeks, months or years", value=shown(value))
    field, factor = factors[unit.rstrip("s")]
    return {field: int(count) * factor}, {field: ""}


def _share(value: object) -> Long | None:
    if isinstance(value, str):
        return {"source": value, "percent": 100}, {"source": "", "percent": ""}
    if isinstance(value, Mapping) and len(value) == 1:
        source, percent = next(iter(value.items()))
        if isinstance(source, str) and re.fullmatch(SOURCE, source, re.ASCII):
            at = f"/{source}"
            return {"source": source, "percent": percent}, {"source": at, "percent": at}
    return None


EXPAND: Mapping[type, Callable[[object], Long | None]] = {Benefit: _benefit, Expiry: _expiry, Share: _share}


def shorten(cls: type, long: dict[str, Any]) -> object:
    """The short form of a value's long plain form, or the long form itself."""
    shrink = SHRINK.get(cls)
    return shrink(long) if shrink else long


def _short_benefit(long: dict[str, Any]) -> object:
    rest = {key: part for key, part in long.items() if key not in ("kind", "value")}
    kind, value = long["kind"], long["value"]
    if kind in COUNTED:
        code = rest.pop("code", "")
        return long if not code else {kind: code if value == 1 else {"code": code, "quantity": value}, **rest}
    if kind == "discount" and rest.get("mode") == "percent" and re.fullmatch(PERCENT, f"{value}%", re.ASCII):
        del rest["mode"]
        return {kind: f"{value}%", **rest}
    if kind == "discount" and re.fullmatch(PERCENT, str(value), re.ASCII):
        return long
    return {kind: value, **rest}


def _short_expiry(long: dict[str, Any]) -> object:
    if not long:
        return "never"
    [(unit, count), *more] = long.items()
    if more or not isinstance(count, int) or not 0 < count < 100_000:
        return long
    return f"{count} {unit}" if count > 1 else f"1 {unit[:-1]}"


def _short_share(long: dict[str, Any]) -> object:
    return {long["source"]: long["percent"]}


SHRINK: Mapping[type, Callable[[dict[str, Any]], object]] = {
    Benefit: _short_benefit, Expiry: _short_expiry, Share: _short_share}

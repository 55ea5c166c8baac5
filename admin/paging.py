"""Pages of long lists by the key of their last row, so that the thousandth page costs what the first does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page; ``older`` is the address of the next, ``newest`` that of the first, "" when there is none."""

    rows: Sequence[Any]
    older: str
    newest: str


def page_of(rows: Sequence[Any], key: Any, size: int = PAGE) -> Page:
    """A page out of ``size + 1`` rows that were asked for; ``key`` makes a row's ``after`` text."""
    shown = rows[:size]
    arguments = {name: value for name, value in request.args.items() if name != "after"}
    newest = url_for(str(request.endpoint), **{**(request.view_args or {}), **arguments}) if after() else ""
    return Page(shown, older(key(shown[-1])) if len(rows) > size else "", newest)


def older(key: str) -> str:
    """The address of this page after a key."""
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **request.args.to_dict(), "after": key})


def after() -> str:
    """The key after which this page begins; "" for the first page."""
    return request.args.get("after", "")[:400]


def numbered_after() -> tuple[int, str] | None:
    """The same for keys of a number and an id, as ``number.id``; None for the first page or a text that is none."""
    number, _, id_ = after().partition(".")
    return (int(number), id_) if number.isdecimal() and len(number) < 19 else None

"""Where a table lives when one database is not enough; every table declares it, and a test keeps the discipline.

*member-sharded*: every key begins with the member; a posting names one member in every statement.
*reference*: small, read mostly, a copy on every node; never a counter.
*control*: claims of business keys, budgets, jobs; sharded by their own key, reached beside the member's shard.
"""

from __future__ import annotations

from typing import Any

MEMBER_SHARDED = "member-sharded"
REFERENCE = "reference"
CONTROL = "control"
PLACEMENTS = frozenset({MEMBER_SHARDED, REFERENCE, CONTROL})

APPEND_ONLY = "append_only"


def member_sharded(*parts: Any, **options: Any) -> tuple[Any, ...]:
    """``__table_args__`` of a table whose every key begins with the member."""
    return _placed(MEMBER_SHARDED, parts, **options)


def reference(*parts: Any, **options: Any) -> tuple[Any, ...]:
    """``__table_args__`` of a small table that every node has a copy of."""
    return _placed(REFERENCE, parts, **options)


def control(*parts: Any, **options: Any) -> tuple[Any, ...]:
    """``__table_args__`` of a table sharded by its own key."""
    return _placed(CONTROL, parts, **options)


def _placed(placement: str, parts: tuple[Any, ...], *, narrow: bool = False, append_only: bool = False,
            page_fill_percent: int | None = None) -> tuple[Any, ...]:
    """``narrow`` keeps short rows inside their primary key (SQLite); rows that are only ever added are append-only;
    a lower page fill leaves room to update a row in place (PostgreSQL)."""
    options: dict[str, Any] = {"info": {"placement": placement, APPEND_ONLY: append_only}}
    if narrow:
        options["sqlite_with_rowid"] = False
    if page_fill_percent:
        options["postgresql_with"] = {"fillfactor": page_fill_percent}
    return (*parts, options)

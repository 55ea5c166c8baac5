"""What may be asked of a value with a dot: a part of the engine's own attributes, all of them pure.

Left out are those that follow the machine (``weekday``, ``to_epoch``), that make binary floats
(``total_seconds``), or that a rule does not need (``encode``, ``to_ary`` …).
"""

from __future__ import annotations

from collections.abc import Mapping

METHODS: Mapping[str, tuple[str, ...]] = {
    "number": ("floor", "ceiling"),
    "text": ("length", "is_empty", "as_lower", "as_upper", "starts_with", "ends_with"),
    "time": ("date", "year", "month", "day", "hour", "minute", "second"),
    "length": ("days",),
    "list": ("length", "is_empty"),
    "set": ("length", "is_empty"),
    "table": (),
}
"""Names by kind of value."""

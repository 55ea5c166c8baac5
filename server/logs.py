"""JSON logs on standard error, one line an event, without personal data: ids and codes only."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog


def set_up_logs(level: str) -> None:
    """Write events of this level and above; call once a process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_rows,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


_ROWS = re.compile(r"(?:\\n|\n)(?:DETAIL|CONTEXT|QUERY):.*?(?=\n(?!\s)|\Z|['\"]\))", re.S)
"""Where PostgreSQL quotes the row that it refuses, in a message or in the ``repr`` of one."""


def without_rows(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out of messages what a database quotes of a refused row."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = said(value)
    return event


def said(message: str) -> str:
    """A message of an error without the rows that a database quotes in it.

    >>> said("duplicate key\\nDETAIL:  Key (number)=(A-778) already exists.")
    'duplicate key'
    """
    return _ROWS.sub("", message)

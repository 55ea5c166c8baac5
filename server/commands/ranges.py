"""Ranges of time on the command line: in UTC, half-open."""

from __future__ import annotations

from datetime import UTC, datetime

import click

TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def utc(given: datetime | None) -> datetime | None:
    """A time without a zone, as UTC."""
    return given.replace(tzinfo=UTC) if given else None

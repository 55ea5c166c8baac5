"""``tandem serve``: answer webhooks and pages."""

from __future__ import annotations

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.settings import InvalidSetting, read_settings

EXAMPLE = """
\b
Examples:
  TANDEM_PORT=8080 tandem serve
  tandem serve --public
"""
WITH_CONSOLE, PUBLIC = "admin.app:application", "server.running:application"
"""What the server process loads; named as text, since the server does not know the console."""
SQLITE_THREADS = 32
POSTGRESQL_THREADS = 8


@click.command("serve", epilog=EXAMPLE)
@click.option("--workers", default=0, help="Server processes; 0 is one on SQLite, one per processor on PostgreSQL.")
@click.option("--public", is_flag=True, help="Without the console: webhooks, the partners' API and the members' pages.")
def serve(workers: int, public: bool) -> None:
    """Listen on TANDEM_HOST and TANDEM_PORT until stopped; what was begun is finished first."""
    try:
        settings = read_settings()
    except InvalidSetting as error:
        raise click.ClickException(str(error)) from error
    if settings.is_sqlite and workers > 1:
        raise click.ClickException("SQLite has one server process; set TANDEM_DATABASE_URL to a PostgreSQL for more.")
    Granian(
        PUBLIC if public else WITH_CONSOLE, factory=True, interface=Interfaces.WSGI,
        address=settings.host, port=settings.port, workers=workers or _processes(sqlite=settings.is_sqlite),
        blocking_threads=SQLITE_THREADS if settings.is_sqlite else POSTGRESQL_THREADS,
        websockets=False, log_level=LogLevels.error, respawn_failed_workers=True, respawn_interval=1.0,
    ).serve()


def _processes(*, sqlite: bool) -> int:
    import os

    return 1 if sqlite else len(os.sched_getaffinity(0))

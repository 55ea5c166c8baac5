"""``tandem worker``: do what follows from events, and what falls due by the calendar."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from server.commands.opened import opened
from server.jobs.context import Context
from server.jobs.leases import LEASE
from server.jobs.worker import run_worker
from server.logs import set_up_logs

EXAMPLE = """
\b
Example:
  tandem worker --threads 8
"""


@click.command("worker", epilog=EXAMPLE)
@click.option("--threads", default=8, show_default=True, type=click.IntRange(2, 64),
              help="How much is done at once: events, each partner's messages, the calendar.")
@click.option("--lease-seconds", default=LEASE.total_seconds(), show_default=True, type=click.FloatRange(1, 3600),
              help="How long another worker waits before it takes over what this one began.")
def worker(threads: int, lease_seconds: float) -> None:
    """Work until stopped: tell partners, add up statistics, keep days, pools, settlements and the seal.

    Any number of workers may run, on one machine or many. SIGTERM and SIGINT end one once it has finished what it
    began; whatever is killed is done again by another.
    """
    with opened() as (settings, engine, versions):
        set_up_logs(settings.log_level)
        versions.follow()
        context = Context(engine, versions, timedelta(seconds=lease_seconds), settings.loopback_endpoints, settings)
        click.echo("The worker has begun.")
        run_worker(context, Path(settings.instance_path), threads)
        click.echo("The worker has ended.")

"""What-ifs over the decisions of a large base: how many a second, and how long the last month and quarter take."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from time import perf_counter, thread_time

from sqlalchemy.orm import Session

from rules.canonical import content_hash
from rules.compiling.compiler import compile_programme
from rules.programme import Benefit, Programme
from server.clock import now
from server.services.trials.whatif import run_over
from server.services.trials.whatif_runs import ask, carry_out
from server.web.running import EXTENSION, Running
from tests.bench.measure import table
from tests.site import Site

DAYS = (30, 90)
CAMPAIGN = "grocery-wednesday"


def draft_of(programme: Programme) -> Programme:
    """The programme with one campaign that pays more: what a marketer wants to know about."""
    changed = tuple(replace(each, benefits=(Benefit("multiplier", "3"),)) if each.code == CAMPAIGN else each
                    for each in programme.campaigns)
    return replace(programme, campaigns=changed)


def what_if_run(site: Site, campaign: str) -> str:
    """One run over the last week, asked for and carried out as the console does; its id."""
    services = _services(site)
    with Session(services.engine) as session:
        run = ask(session, services.versions.in_force(now()).programme, campaign, 7, "marketer@example.org").id
    carry_out(services.engine, services.versions, run)
    return run


def what_ifs(site: Site, kind: str) -> None:
    """Print how long each takes."""
    services = _services(site)
    draft = draft_of(services.versions.in_force(now()).programme)
    compiled, until, rows = compile_programme(draft, content_hash(draft)), now(), []
    for days in DAYS:
        told: list[int] = []
        began, worked = perf_counter(), thread_time()
        replay = run_over(services.engine, services.versions, compiled, until - timedelta(days=days), until,
                          told.append)
        seconds, processor, decisions = perf_counter() - began, thread_time() - worked, replay.events + replay.returns
        rows.append([f"the last {days} days", f"{decisions:,}", f"{seconds:.1f}", f"{processor:.1f}",
                     f"{decisions / seconds:,.0f}", str(len(told))])
    print(f"\n{kind}, what-if\n" + table(
        ["over", "decisions", "seconds", "processor s", "decisions/s", "times of progress"], rows), flush=True)


def _services(site: Site) -> Running:
    found: Running = site.app.extensions[EXTENSION]
    return found

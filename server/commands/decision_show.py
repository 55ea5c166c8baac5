"""``tandem decision show ID``: what was known, what was decided, and how every rule was read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from rules.decision import Step
from rules.rating.trace import Story, story_to_plain
from server.commands.findings import FORMAT
from server.commands.opened import opened
from server.services.trials.decisions import Stored, decision_named, told

EXAMPLE = """
\b
Examples:
  tandem decision show 01a1f3b2c4d57e8f9a0b1c2d3e4f5a6b
  tandem decision show LUMO/S12-000871
"""
SAYS = {True: "yes", False: "no", None: "not asked"}


@click.command("show", epilog=EXAMPLE)
@click.argument("name", metavar="ID")
@FORMAT
def show(name: str, form: str) -> None:
    """Tell the decision on an event, named by its id or as PARTNER/REFERENCE."""
    with opened() as (_, engine, versions):
        stored = decision_named(engine, name)
        stories = told(versions, stored)
    if form == "json":
        click.echo(_as_json(stored, stories))
    else:
        click.echo("\n".join(_lines(stored, stories)))


def _as_json(stored: Stored, stories: tuple[Story, ...]) -> str:
    """Everything as one object; facts and outcome to the letter as they are stored."""
    whole = msgspec.json.encode({
        "event": stored.id, "partner": stored.partner, "reference": stored.reference, "type": stored.type,
        "recorded_at": stored.recorded_at, "version": stored.version,
        "facts": msgspec.Raw(stored.facts.encode()), "outcome": msgspec.Raw(stored.outcome.encode()),
        "stories": [story_to_plain(story) for story in stories]})
    return msgspec.json.format(whole, indent=2).decode()


def _lines(stored: Stored, stories: tuple[Story, ...]) -> Iterator[str]:
    yield f"{stored.type} {stored.partner}/{stored.reference}"
    yield f"  event {stored.id}, recorded {stored.recorded_at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"  decided by version {stored.version}"
    yield "What was known:"
    yield from (f"  {name} = {value}" for name, value in _flat(json.loads(stored.facts, parse_float=str), ""))
    yield "What was decided, rule by rule:"
    for story in stories:
        yield from _story(story)


def _flat(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Every value that is not empty, by its path."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(part, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _flat(part, f"{name}[{place}]")
    elif value not in ("", None, False):
        yield name, str(value)


def _story(story: Story) -> Iterator[str]:
    """One rule: its outcome, what it gave, what limited it, and how its expressions were read."""
    yield f"  {story.rule}: {'paid' if story.outcome == 'paid' else f'not paid, {story.outcome}'}"
    for award in story.awards:
        lasts = f", through {award.expires_on}" if award.expires_on else ""
        payers = ", ".join(f"{account} {points}" for account, points in award.sources)
        yield f"    +{award.points} {award.currency} (exactly {award.exact}){lasts}; paid by {payers}"
        yield from (f"    cut by {cut.by}: {cut.due} due, {cut.given} given" for cut in award.cuts)
    yield from (f"    {grant.kind} {grant.code} × {grant.quantity}".rstrip() for grant in story.grants)
    yield from (f"    {discount.amount} off" for discount in story.discounts)
    for refusal in story.refusals:
        yield f"    {refusal.why}: " + ", ".join(f"{key} {value}" for key, value in refusal.data.items())
    if story.excluded_by:
        yield f"    kept out by {story.excluded_by}"
    for reading in story.readings:
        yield f"    {reading.part}: {reading.text} → {reading.value or f'failed: {reading.cause}'}"
        yield from map(_step, reading.steps)


def _step(step: Step) -> str:
    words = ", ".join(f"{word} is {value}" for word, value in step.words)
    return f"      {'  ' * step.depth}{SAYS[step.outcome]}: {step.text}{f' ({words})' if words else ''}"

"""What the steps of a worked example do to the world: events, through the very composition the server uses.

Each deed takes the stage and a step and returns what it brought. A refusal by the programme is raised as the
``PointsError`` it is, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rules.books.history import PURCHASE
from rules.compiling.compiler import compile_programme
from rules.decision import Decision, Refusal
from rules.errors import InvalidProgramme, PointsError
from rules.facts import Facts, Payment
from rules.intake import Reported, ReturnedLine, admit, take_event, take_return, take_void, wanted_for
from rules.rating.trace import explain
from rules.reported import RETURN, VOID
from rules.state import Plan
from rules.stories import requests
from rules.stories.outcome import Outcome
from rules.stories.revision import codes, revise
from rules.stories.scenario import Step
from rules.stories.stage import ReferenceConflict, Stage, UnknownReference, changes, reference_of


def _reported(stage: Stage, step: Step, kind: str, **more: Any) -> Reported:
    body, partner = step.body, stage.partner(step)
    return Reported(
        id=f"{partner}:{reference_of(step)}", partner=partner, type=kind, reference=reference_of(step),
        number=step.member, occurred_at=step.at, store=body.get("store", ""), channel=body.get("channel", ""),
        attributes=body.get("attributes", {}), referrer=body.get("referrer", ""), **more,
    )


def _buys(stage: Stage, step: Step) -> Outcome:
    body, lines = step.body, step.body["buys"]
    reported = _reported(
        stage, step, PURCHASE, lines=lines,
        amount=body.get("amount", sum((line.amount for line in lines), Decimal(0))),
        tax=body.get("tax", Decimal(0)), currency=stage.world.current.programme.money,
        payments=tuple(Payment(method, amount) for method, amount in body.get("payments", {}).items()),
        points_paid=body.get("points_paid", 0), before_discounts=body.get("list_prices", False),
    )
    return _once(stage, step, reported)


def _does(stage: Stage, step: Step) -> Outcome:
    return _once(stage, step, _reported(stage, step, f"activity.{step.body['does']}"))


def _joins(stage: Stage, step: Step) -> Outcome:
    body, world = step.body, stage.world
    state = world.members[step.member]
    if state.joined_at is None:
        world.members[step.member] = replace(
            state, joined_at=step.at, referrer=body.get("referrer", state.referrer),
            number=body.get("number", state.number), attributes={**state.attributes, **body.get("attributes", {})})
    return _once(stage, step, _reported(stage, step, "member.joined"))


def _returns(stage: Stage, step: Step) -> Outcome:
    back, of = step.body["returns"], step.body.get("of") or _last_purchase(stage, step)
    if back == "all":
        return _once(stage, step, _reported(stage, step, RETURN, of=of))
    if isinstance(back, tuple):
        lines = tuple(ReturnedLine(line.get("sku", ""), _place(line), line.get("quantity"), line.get("amount"))
                      for line in back)
        return _once(stage, step, _reported(stage, step, RETURN, of=of, returned=lines))
    return _once(stage, step, _reported(stage, step, RETURN, of=of, amount=back))


def _place(line: Mapping[str, Any]) -> int | None:
    """Lines are counted from 1 in examples."""
    return line["line"] - 1 if "line" in line else None


def _voids(stage: Stage, step: Step) -> Outcome:
    return _once(stage, step, _reported(stage, step, VOID, of=step.body["voids"]))


def _last_purchase(stage: Stage, step: Step) -> str:
    mine = [reference for (_, reference), purchase in stage.world.purchases.items()
            if purchase.facts.member.id == step.member]
    if not mine:
        raise UnknownReference("of")
    return mine[-1]


def _once(stage: Stage, step: Step, reported: Reported) -> Outcome:
    """One reference, one effect: a repeat gets the first answer again, another body is refused."""
    key = (reported.partner, reported.reference)
    if key not in stage.told:
        outcome = _admitted(stage, step, reported)
        stage.told[key] = (step, outcome)
        _with_parked(stage, reported)
        return outcome
    first, outcome = stage.told[key]
    if _said(first) != _said(step):
        raise ReferenceConflict
    return replace(outcome, status="repeated")


def _said(step: Step) -> tuple[object, ...]:
    return step.verb, step.member, step.at, {word: said for word, said in step.body.items() if word != "note"}


def _admitted(stage: Stage, step: Step, reported: Reported) -> Outcome:
    world = stage.world
    purchase = world.purchases.get((reported.partner, reported.of))
    admission = admit(world.in_force(reported.occurred_at), reported, world.now, purchase)
    if admission.status == "parked":
        stage.parked.append((step, reported))
    if admission.status != "processed":
        return Outcome(admission.status, admission.why)
    return _processed(stage, step, reported)


def _processed(stage: Stage, step: Step, reported: Reported) -> Outcome:
    """Plan twice, as a dry run and for good, and write once."""
    world = stage.world
    dry, plan = (_planned(stage, step, reported) for _ in range(2))
    before = len(world.entries)
    world.write(plan, (reported.partner, reported.of or reported.reference))
    if changes(dry.entries) != changes(world.entries[before:]) or dry.decision != plan.decision:
        stage.forecasts_missed.append(step.path)
    decision = plan.decision
    if decision is None or plan.facts is None or reported.of:
        return Outcome(refusals=plan.refusals, grants=plan.grants)
    return Outcome(awards=decision.awards, refusals=_whys(stage, step, plan.facts, decision),
                   discounts=decision.discounts, grants=plan.grants)


def _whys(stage: Stage, step: Step, facts: Facts, decision: Decision) -> tuple[Refusal, ...]:
    """Why each rule did not pay, those included that the index kept out; only where the example asks."""
    if "refusals" not in step.expect:
        return decision.refusals
    stories = explain(stage.world.compiled(decision.version), facts, decision)
    return tuple(refusal for story in stories for refusal in story.refusals)


def _planned(stage: Stage, step: Step, reported: Reported) -> Plan:
    world = stage.world
    if reported.of:
        purchase = world.purchases[reported.partner, reported.of]
        take_back = take_void if reported.type == VOID else take_return
        return take_back(world.compiled(purchase.version), reported, purchase, world.members)
    compiled = world.in_force(reported.occurred_at)
    member = world.member(step.member)
    referrer = world.members.get(reported.referrer or member.referrer)
    wanted, dice = wanted_for(compiled, reported, member, referrer), step.body.get("dice", {})
    return take_event(compiled, reported, member, referrer, world.shared(compiled, wanted, dice))


def _with_parked(stage: Stage, reported: Reported) -> None:
    """Returns that waited for this purchase happen now; one that is refused stays where it is."""
    for step, waiting in list(stage.parked):
        if (waiting.partner, waiting.of) == (reported.partner, reported.reference):
            with suppress(PointsError):
                _processed(stage, step, waiting)
                stage.parked.remove((step, waiting))


def _publishes(stage: Stage, step: Step) -> Outcome:
    world = stage.world
    effective = step.body.get("effective", step.at)
    try:
        programme = revise(world.in_force(effective).programme, step.body["publishes"])
    except InvalidProgramme as error:
        return Outcome("refused", error.code, findings=codes(error.findings))
    world.publish(compile_programme(programme, f"{reference_of(step)} of the example"), effective)
    return Outcome()


def _until(stage: Stage, step: Step) -> Outcome:
    """Time passed already, since the step arrived."""
    return Outcome()


DEEDS: Mapping[str, Callable[[Stage, Step], Outcome]] = {
    "buys": _buys, "returns": _returns, "voids": _voids, "does": _does, "joins": _joins, "pays": requests.pays,
    "redeems": requests.redeems, "refunds": requests.refunds, "converts": requests.converts,
    "transfers": requests.transfers, "adjusts": requests.adjusts, "holds": requests.holds,
    "captures": requests.captures, "releases": requests.releases, "injects": requests.injects,
    "publishes": _publishes, "until": _until,
}
"""How each verb of a step is done."""

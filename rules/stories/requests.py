"""What members and staff ask for in a worked example: to pay, redeem, convert, give, adjust, hold, inject.

Each deed plans with the function the server uses and writes the plan; refusals are raised.
"""

from __future__ import annotations

from rules.books.adjust import adjust
from rules.books.conversion import convert
from rules.books.holds import capture, hold, release
from rules.books.pools import inject_by_hand
from rules.books.redeem import redeem
from rules.books.refund import refund
from rules.books.spend import burn
from rules.books.transfer import transfer
from rules.intake import paying_currency
from rules.stories.outcome import Outcome
from rules.stories.scenario import Step
from rules.stories.stage import Stage


def pays(stage: Stage, step: Step) -> Outcome:
    """Points paid at a till."""
    partner = stage.partner(step)
    return stage.done(burn(
        stage.world.current, stage.command(step, partner), stage.world.member(step.member),
        currency=_currency(stage, step), points=step.body["pays"], partner=partner))


def _currency(stage: Stage, step: Step) -> str:
    """The currency named, else the one that the partner takes."""
    programme = stage.world.current.programme
    return str(step.body.get("currency") or paying_currency(programme, stage.partner(step)))


def redeems(stage: Stage, step: Step) -> Outcome:
    """A reward from the catalogue."""
    world, code, quantity = stage.world, step.body["redeems"], step.body.get("quantity", 1)
    return stage.done(redeem(
        world.current, stage.command(step, stage.partner(step)), world.member(step.member), code,
        quantity=quantity, used=world.used))


def refunds(stage: Stage, step: Step) -> Outcome:
    """Points of a payment given back."""
    spent = stage.entry(step.body["refunds"], ("burn", "capture"))
    holding = next((entry for entry in stage.world.entries if entry.id == spent.negates), None)
    return stage.done(refund(
        stage.world.current, stage.command(step, stage.partner(step)), stage.world.member(step.member), spent,
        points=step.body.get("points"), earlier=stage.world.entries, hold=holding))


def converts(stage: Stage, step: Step) -> Outcome:
    """Points of one currency into another."""
    code = step.body.get("with") or stage.world.current.programme.conversions[0].code
    return stage.done(convert(
        stage.world.current, stage.command(step, stage.partner(step)), stage.world.member(step.member), code,
        step.body["converts"]))


def transfers(stage: Stage, step: Step) -> Outcome:
    """Points given to another member."""
    world = stage.world
    return stage.done(transfer(
        world.current, stage.command(step, stage.partner(step)), world.member(step.member),
        world.member(step.body["to"]), currency=_own_currency(stage, step), points=step.body["transfers"]))


def _own_currency(stage: Stage, step: Step) -> str:
    """The currency named, else the programme's first."""
    return str(step.body.get("currency") or stage.world.current.programme.currencies[0].code)


def adjusts(stage: Stage, step: Step) -> Outcome:
    """Points added or taken by a person."""
    return stage.done(adjust(
        stage.world.current, stage.command(step, stage.partner(step)), stage.world.member(step.member),
        currency=_own_currency(stage, step), points=step.body["adjusts"], partner=step.body.get("partner", ""),
        expires_on=step.body.get("expires")))


def holds(stage: Stage, step: Step) -> Outcome:
    """Points set aside."""
    partner = stage.partner(step)
    return stage.done(hold(
        stage.world.current, stage.command(step, partner), stage.world.member(step.member),
        currency=_currency(stage, step), points=step.body["holds"], partner=partner))


def captures(stage: Stage, step: Step) -> Outcome:
    """A hold paid out."""
    partner, holding = stage.partner(step), stage.entry(step.body["captures"], ("hold",))
    return stage.done(capture(
        stage.world.current, stage.command(step, partner), stage.world.member(step.member), holding,
        partner=partner, points=step.body.get("points"), later=stage.world.entries))


def releases(stage: Stage, step: Step) -> Outcome:
    """A hold given back."""
    holding = stage.entry(step.body["releases"], ("hold",))
    return stage.done(release(
        stage.world.current, stage.command(step, stage.partner(step)), stage.world.member(step.member), holding,
        stage.world.entries))


def injects(stage: Stage, step: Step) -> Outcome:
    """A partner pays into a pool."""
    partner, pools = stage.partner(step), stage.world.current.programme.pools
    pool = next(pool for pool in pools if pool.code == step.body.get("pool", pools[0].code))
    return stage.done(inject_by_hand(stage.command(step, partner), pool, partner, step.body["injects"]))

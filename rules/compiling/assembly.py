"""The parts of a compiled programme put together from its rules by JSON pointer; fresh or out of a cache."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, cast

from rules.compiled import (
    CompiledAccrual,
    CompiledCampaign,
    CompiledGrowth,
    CompiledProgramme,
    CompiledProgress,
    CompiledTier,
)
from rules.compiling.bitmap import Bitmap
from rules.compiling.expression import CompiledRule
from rules.compiling.index import Index
from rules.errors import Finding, InvalidProgramme, RuleFailure
from rules.facts import Need
from rules.money import number
from rules.programme import Campaign, Programme
from rules.rating.constants import NO_FACTS
from rules.rating.layout import NOTHING

_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")
Rules = MutableMapping[str, CompiledRule]


def assemble(programme: Programme, version: str, rules: Mapping[str, CompiledRule], paying: Bitmap, moving: Bitmap,
             needs: frozenset[Need]) -> CompiledProgramme:
    """A compiled programme; whatever no part takes is among its ``others``."""
    left = dict(rules)
    campaigns = tuple(_campaign(left, at, each) for at, each in enumerate(programme.campaigns))
    accruals = tuple(
        CompiledAccrual(each, _take(left, f"/accruals/{at}/when"), _take(left, f"/accruals/{at}/lines"),
                        left.pop(f"/accruals/{at}/points")) for at, each in enumerate(programme.accruals))
    tiers = tuple(
        CompiledTier(at, each, _take(left, f"/tiers/{at}/qualify"), _take(left, f"/tiers/{at}/retain"),
                     _take(left, f"/tiers/{at}/award")) for at, each in enumerate(programme.tiers))
    growth = tuple(
        CompiledGrowth(each, _take(left, f"/growth/{at}/when"), left.pop(f"/growth/{at}/points"))
        for at, each in enumerate(programme.growth))
    return CompiledProgramme(version, programme, accruals, campaigns, tiers, growth, left,
                             Index(paying, moving, campaigns), needs)


def _take(rules: Rules, pointer: str) -> CompiledRule | None:
    return rules.pop(pointer, None)


def _campaign(rules: Rules, at: int, campaign: Campaign) -> CompiledCampaign:
    path = f"/campaigns/{at}"
    return CompiledCampaign(
        at, campaign, _take(rules, f"{path}/audience"), _take(rules, f"{path}/when"), _take(rules, f"{path}/lines"),
        tuple(rules.pop(f"{path}/benefits/{place}/value") for place in range(len(campaign.benefits))),
        tuple(rules.pop(f"{path}/caps/{place}/limit") for place in range(len(campaign.caps))),
        _budget(f"{path}/budget", rules.get(f"{path}/budget")),
        tuple(_progress(rules, f"{path}/progress/{place}", each.code)
              for place, each in enumerate(campaign.progress)),
    )


def rules_of(compiled: CompiledProgramme) -> Iterator[tuple[str, CompiledRule]]:
    """Every rule of a compiled programme with its JSON pointer: ``assemble`` turned round."""
    for name in ("accruals", "tiers", "growth"):
        for at, each in enumerate(getattr(compiled, name)):
            yield from _fields(f"/{name}/{at}", each)
    for at, campaign in enumerate(compiled.campaigns):
        yield from _fields(f"/campaigns/{at}", campaign)
        for place, rule in enumerate(campaign.benefits):
            yield f"/campaigns/{at}/benefits/{place}/value", cast(CompiledRule, rule)
        for place, rule in enumerate(campaign.caps):
            yield f"/campaigns/{at}/caps/{place}/limit", cast(CompiledRule, rule)
        for place, progress in enumerate(campaign.progress):
            yield from _fields(f"/campaigns/{at}/progress/{place}", progress)
    for pointer, other in compiled.others.items():
        yield pointer, cast(CompiledRule, other)


def _fields(path: str, part: Any) -> Iterator[tuple[str, CompiledRule]]:
    for field in fields(part):
        rule = getattr(part, field.name)
        if isinstance(rule, CompiledRule):
            yield f"{path}/{field.name}", rule


def _progress(rules: Rules, path: str, code: str) -> CompiledProgress:
    return CompiledProgress(code, rules.pop(f"{path}/when"), _take(rules, f"{path}/add"),
                            _take(rules, f"{path}/distinct"), _take(rules, f"{path}/starts"))


def _budget(pointer: str, rule: CompiledRule | None) -> Decimal | None:
    """A budget names no word, so it is known when the programme is; raises ``InvalidProgramme``."""
    if rule is None:
        return None
    if _PLAIN.fullmatch(rule.text):
        return Decimal(rule.text)
    try:
        return number(rule.value(NO_FACTS, NOTHING))
    except RuleFailure as failure:
        finding = Finding("no_result", f"the budget has no value: {failure.cause}", path=pointer)
        raise InvalidProgramme((finding,)) from failure

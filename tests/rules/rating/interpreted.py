"""Interim: programmes run by the reference interpreter."""

from rules.compiled import (
    CompiledAccrual, CompiledCampaign, CompiledGrowth, CompiledProgramme, CompiledProgress, CompiledTier)
from rules.decision import Step
from rules.language import Setting, check, evaluate
from decimal import Decimal


class Interpreted:
    def __init__(self, text, place, setting):
        self.text = text
        self.checked = check(text, place, setting)
        assert not [f for f in self.checked.findings if f.severity == "error"], self.checked.findings
        self.full = 1

    def value(self, facts, scope):
        return evaluate(self.checked, facts, scope)

    def mask(self, facts, scope):
        return int(bool(self.value(facts, scope)))

    def steps(self, facts, scope):
        return (Step(self.text, self.value(facts, scope)),)


class Everything:
    def __init__(self, count):
        self.positions = list(range(count))

    def candidates(self, facts):
        return list(self.positions)

    def excluded_by(self, position, facts):
        return ""


def compile_programme(programme, version="v1"):
    base = Setting.of(programme)

    def one(text, place, setting=base):
        return Interpreted(text, place, setting) if text else None

    def campaign(position, c):
        codes = tuple(p.code for p in c.progress)
        setting = Setting.of(programme, codes)
        return CompiledCampaign(
            position, c, one(c.audience, "audience"), one(c.when, "condition", setting), one(c.lines, "line"),
            tuple(one(b.value, "award", setting) for b in c.benefits),
            tuple(one(cap.limit, "life") for cap in c.caps), Decimal(c.budget) if c.budget else None,
            tuple(CompiledProgress(p.code, one(p.when, "progress_when", setting), one(p.add, "progress_add", setting),
                                   one(p.distinct, "progress_distinct", setting),
                                   one(p.starts, "progress_when", setting)) for p in c.progress))

    others = {}
    for i, c in enumerate(programme.currencies):
        others[f"/currencies/{i}/lock_days"] = one(c.lock_days, "life")
        others[f"/currencies/{i}/expiry/months"] = one(c.expiry.months, "life")
        others[f"/currencies/{i}/expiry/days"] = one(c.expiry.days, "life")
    for i, c in enumerate(programme.campaigns):
        for j, b in enumerate(c.benefits):
            if b.expiry:
                others[f"/campaigns/{i}/benefits/{j}/expiry/months"] = one(b.expiry.months, "life")
                others[f"/campaigns/{i}/benefits/{j}/expiry/days"] = one(b.expiry.days, "life")
    for i, c in enumerate(programme.policies.member_caps):
        others[f"/policies/member_caps/{i}/limit"] = one(c.limit, "life")
    return CompiledProgramme(
        version, programme,
        tuple(CompiledAccrual(a, one(a.when, "condition"), one(a.lines, "line"), one(a.points, "accrual"))
              for a in programme.accruals),
        tuple(campaign(i, c) for i, c in enumerate(programme.campaigns)),
        (), tuple(CompiledGrowth(g, one(g.when, "condition"), one(g.points, "growth")) for g in programme.growth),
        {k: v for k, v in others.items() if v}, Everything(len(programme.campaigns)), frozenset())

"""A decision depends on version and facts alone: not on the process, its zone, its language or its arithmetic."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Context, Decimal, localcontext
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.compiling.compiler import compile_programme
from rules.facts import Counter, Member, Need
from rules.language.engine import ARITHMETIC
from rules.money import CONTEXT
from rules.rating.rate import rate
from rules.rating.rerate import rerate, return_by_amount
from rules.shape import read
from server.ledger.texts import decision_text, facts_text
from server.ledger.values import facts_of
from tests.rules.rating.given import bought, campaign, plain_programme, version

CAMPAIGNS = [
    {"code": "weekend", "schedule": {"starts_at": "2026-01-01", "windows": [{"days": ["sat", "sun"], "from": "02:00"}]},
     "benefits": [{"multiplier": "1.5", "expiry": {"months": 3, "round_to": "quarter"}}],
     "caps": [{"limit": 90, "period": "week"}]},
    {"code": "third", "lines": "line.amount / 3 > 1", "benefits": [{"points": "matched.amount / 7"}], "lane": "g"},
    {"code": "streak", "progress": [{"code": "days", "when": "true", "streak": "day"}], "lane": "g",
     "when": 'progress.days > 1 and history.spend("30 days") / 3 > 1', "benefits": [{"points": "progress.days * 10"}]},
    {"code": "back", "when": '$hours_between(history.last_at("transaction.completed") ?? event.occurred_at, '
                             'event.occurred_at) < 24', "benefits": [{"points": 11}], "budget": 5},
]
BERLIN = ZoneInfo("Europe/Berlin")


def eventful(instant="2026-10-25 00:30", cents=(333, 1999)):
    """Facts with a little of everything, in a zone whose clocks change."""
    local = datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(BERLIN)
    yesterday = datetime(2026, 10, 24, 3, 0, tzinfo=BERLIN)
    facts = bought({"tea": Decimal(cents[0]) / 100, "coffee": Decimal(cents[1]) / 100}, local,
                   member=Member("ada", joined_at=yesterday, tags=frozenset({"b", "a", "c"})))
    return replace(facts, progress={("streak", "days"): Counter(Decimal(1), (), yesterday, "2026-10-24")}, history={
        Need("spend", "30 days"): Decimal("10"), Need("last_at", "lifetime", "", "transaction.completed"): yesterday})


PROGRAM = """
import json, sys
from rules.compiling.compiler import compile_programme
from rules.rating.rate import rate
from rules.shape import read
from server.ledger.texts import decision_text
from server.ledger.values import facts_of
plain, facts = json.load(sys.stdin)
print(decision_text(rate(compile_programme(read(plain).programme, "v1"), facts_of(facts))))
"""


@pytest.mark.parametrize("zone, language, seed", [
    ("Pacific/Kiritimati", "C", "1"), ("America/St_Johns", "de_DE.UTF-8", "2"), ("", "zh_TW.UTF-8", "3"),
])
def test_another_process_in_another_zone_and_language_decides_the_same_bytes(zone, language, seed):
    plain = plain_programme(*(campaign(**each) for each in CAMPAIGNS))
    compiled, facts = compile_programme(read(plain).programme, "v1"), eventful()
    surroundings = {**os.environ, "TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONHASHSEED": seed}

    answer = subprocess.run([sys.executable, "-c", PROGRAM], input=json.dumps([plain, facts_text(facts)]),
                            env=surroundings, capture_output=True, text=True, check=True, encoding="utf-8")

    assert answer.stdout.strip() == decision_text(rate(compiled, facts))


COMPILED = version(*CAMPAIGNS)


@over(cents=st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), hours=st.integers(0, 23))
def test_rating_twice_and_from_the_record_decides_the_same_bytes(cents, hours):
    facts = eventful(f"2026-10-25 {hours:02d}:30", cents)

    first = decision_text(rate(COMPILED, facts))

    assert first == decision_text(rate(COMPILED, facts))
    assert first == decision_text(rate(COMPILED, facts_of(facts_text(facts))))


@over(precision=st.integers(1, 60), cents=st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)))
def test_the_arithmetic_of_the_caller_does_not_matter(precision, cents):
    facts = eventful(cents=cents)
    expected = decision_text(rate(COMPILED, facts))

    with localcontext(Context(prec=precision)):
        assert decision_text(rate(COMPILED, facts)) == expected
        returned = return_by_amount(facts, (), Decimal("0.01"))
        assert sum(returned) == Decimal("0.01")
    assert rerate(COMPILED, facts, returned).event == "e1"


def test_rating_counts_as_the_rules_do():
    assert repr(CONTEXT) == repr(ARITHMETIC)


def test_rating_changes_nothing_it_was_given():
    facts = eventful()
    before = facts_text(facts)

    rate(COMPILED, facts)

    assert facts_text(facts) == before

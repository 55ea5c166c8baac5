"""The figures of the server's bench mean what its table says, and its programme is one that can be published."""

import json

import pytest

from rules.check import check
from server.programme_file import parse
from tests.bench.server import SIZES, SMALL, Table, measured
from tests.bench.server_client import Run, bodies, run_of
from tests.bench.server_setting import POT, programme
from tests.databases import KINDS


def test_a_run_counts_events_and_not_requests():
    run = run_of([0.1, 0.2, 0.3], seconds=0.5, events=30)

    assert run.rate == 60
    assert run.p50 == pytest.approx(200)


def test_a_ratio_is_the_median_of_what_each_round_says():
    found = Table(rounds=3)
    rates = iter([100, 50, 300, 100, 90, 10])
    way = lambda: Run(next(rates), 1, 1)  # noqa: E731

    found.measure({"fast": way, "slow": way})

    assert found.ratio("fast", "slow") == 3
    assert found.runs["slow"] == [Run(50, 1, 1), Run(100, 1, 1), Run(10, 1, 1)]


@pytest.mark.parametrize("pot, budget", [(True, str(POT)), (False, "")])
def test_the_programme_is_without_faults_and_differs_by_its_budget_alone(pot, budget):
    found = parse(programme(12, pot=pot)).programme

    assert not check(found)
    assert len(found.campaigns) == 12
    assert found.campaigns[0].budget == budget


def test_no_two_events_share_a_reference_even_of_one_seed():
    references = [json.loads(body)["data"]["reference"] for body in (*bodies(50, 1), *bodies(50, 1))]

    assert len(set(references)) == 100


def test_everything_that_is_measured_runs_on_both_databases(capsys):
    bars = measured(SIZES[SMALL])

    assert {bar.name.partition(":")[0] for bar in bars} == set(KINDS)
    assert all(bar.figure > 0 for bar in bars)
    assert capsys.readouterr().out.count("ORM objects, in process") == 2

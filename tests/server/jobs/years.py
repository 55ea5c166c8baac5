"""A coalition whose points are locked, lapse and pay into pools, and what its books say, whatever its ids are."""

from collections import Counter

from server.db import reading

PROGRAMME = """
code: years
name: Years
zone: Asia/Shanghai
money: CNY
currencies:
  - {code: PTS, name: Points, expiry: {days: 20}, lock_days: 5}
  - {code: ALL, name: Shared, price: "0.01"}
partners:
  - {code: SHOP, name: Shop, currency: PTS, honours: [PTS, ALL]}
  - {code: CAFE, name: Café, currency: ALL, honours: [ALL]}
accruals:
  - {code: base, points: matched.amount}
tiers:
  - {code: basic, name: Basic}
  - {code: gold, name: Gold, qualify: 'history.spend("10 days") >= 100', lasts: 10 days, grace_days: 2}
pools:
  - code: joint
    name: Joint
    currency: ALL
    injections:
      - {partner: SHOP, points: period.spend / 10, every: month}
      - {partner: CAFE, points: 50, every: week}
campaigns:
  - code: gift
    name: Gift
    when: event.amount >= 500
    benefits: [{points: 100, currency: ALL}]
    funding: [{source: "pool:joint", percent: 100}]
policies: {late_days: 400}
"""

ENTRIES = """
SELECT coalesce(min(k.number), ''), e.kind, e.occurred_at, e.rule, p.account, p.currency, p.points
FROM entry e JOIN posting p ON p.member_id = e.member_id AND p.event_id = e.event_id AND p.entry_seq = e.seq
LEFT JOIN identity k ON k.member_id = e.member_id
GROUP BY e.member_id, e.event_id, e.seq, p.seq, e.kind, e.occurred_at, e.rule, p.account, p.currency, p.points"""
LOTS = """
SELECT k.number, t.currency, t.points_accrued, t.points_left, t.expires_on, t.pending
FROM lot t JOIN identity k ON k.member_id = t.member_id"""
TIERS = """
SELECT k.number, m.tier, m.tier_since_on, m.tier_until_on FROM member m JOIN identity k ON k.member_id = m.id"""
MOVES = "SELECT k.number, m.before, m.after FROM tier_move m JOIN identity k ON k.member_id = m.member_id"
BUDGETS = "SELECT code, points_total, points_left FROM budget"
STATEMENTS = "SELECT number, period, first_on, until_on, body FROM statement"
STORIES = (ENTRIES, LOTS, TIERS, MOVES, BUDGETS, STATEMENTS)


def books(engine):
    """Everything the books say, the same for two databases that lived through the same."""
    with reading(engine) as connection:
        return [Counter(tuple(row) for row in connection.rows(story)) for story in STORIES]


def rows(engine, query):
    """Rows of a query."""
    with reading(engine) as connection:
        return connection.rows(query)

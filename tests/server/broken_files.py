"""A sound programme file, and one small change each that breaks it, with where and how it is told."""

import pytest

SOUND = """\
code: joint
name: {en: Joint, zh_Hans_CN: 联合, zh_Hant_TW: 聯合}
zone: Asia/Shanghai
money: CNY
currencies:
  - {code: AIR, name: Miles, expiry: 12 months}
  - {code: INN, name: Nights}
partners:
  - {code: air, name: Air, currency: AIR}
  - {code: inn, name: Inn, currency: INN}
lanes:
  - {code: best-one}
tiers:
  - {code: base, name: Base}
  - {code: gold, name: Gold, qualify: qualifying.points >= 1000}
campaigns:
  - code: coffee
    name: Coffee
    lane: best-one
    schedule: {starts_at: 2026-03-01, ends_at: 2026-03-31}
    when: event.type == "transaction.completed"
    lines: 'line.category == "coffee" and line.brand != "it''s"'
    audience: >-
      member.tier == "gold"
      and member.bucket < 50
    benefits:
      - multiplier: 2
      - discount: 20%
      - {voucher: {code: TEN, quantity: 2}}
    caps:
      - {limit: 500, period: week}
    budget: 1000
    funding:
      - partner:air: 60
      - partner:inn: 40
conversions:
  - {code: out, source: AIR, target: INN, block: 100, gives: 80}
"""

SWAPS = [
    pytest.param("code: joint", "cod: joint", (1, 1, "unknown_key"), id="misspelt key at the top"),
    pytest.param("code: joint\n", "", (1, 1, "missing_key"), id="missing key"),
    pytest.param("code: joint", "code: joint scheme", (1, 7, "bad_code"), id="code with a blank"),
    pytest.param("code: joint", "code: [joint]", (1, 7, "wrong_type"), id="list for a code"),
    pytest.param("code: joint", "code:", (1, 1, "empty_value"), id="nothing after a key"),
    pytest.param("code: joint", "code: joint\ncode: again", (2, 1, "duplicate_key"), id="key twice"),
    pytest.param("code: joint", "code: !x joint", (1, 7, "yaml_tag"), id="tag"),
    pytest.param("code: joint", "code： joint", (2, 5, "bad_yaml"), id="full-width colon"),
    pytest.param("zh_Hant_TW: 聯合", "zh_TW: 聯合", (2, 35, "unknown_locale"), id="unknown locale behind Chinese"),
    pytest.param(", zh_Hant_TW: 聯合", "", (2, 7, "missing_locale"), id="missing locale"),
    pytest.param("Asia/Shanghai", "Asia/Shangai", (3, 7, "unknown_zone"), id="unknown zone"),
    pytest.param("money: CNY", "money: yuan", (4, 8, "bad_money"), id="money"),
    pytest.param("expiry: 12 months", "expiry: 12 moons", (6, 38, "bad_length"), id="expiry"),
    pytest.param("expiry: 12 months", "expiry: {months: 0.5}", (6, 47, "bad_amount"), id="half a month"),
    pytest.param("{code: best-one}", "{code: best-one}\n  - {code: best-one}", (13, 12, "duplicate_code"),
                 id="code twice"),
    pytest.param("{code: best-one}", "{code: best-one}\n  - {code: other}", (13, 12, "unused_lane"), id="unused lane"),
    pytest.param("currency: AIR}", "currency: AIRR}", (9, 38, "unknown_reference"), id="unknown currency"),
    pytest.param("currency: AIR}", "currency: AIR, unknown_members: enroll}", (9, 60, "unknown_choice"), id="choice"),
    pytest.param("{code: best-one}", "{code: best-one, rule: frist}", (12, 28, "unknown_choice"), id="lane rule"),
    pytest.param("qualifying.points >= 1000", "qualifying.pionts >= 1000", (15, 39, "unknown_word"), id="word"),
    pytest.param("qualifying.points >= 1000", "false", (15, 39, "unreachable_tier"), id="unreachable tier"),
    pytest.param("2026-03-01", "2026-3-1", (20, 27, "bad_date"), id="date"),
    pytest.param("2026-03-01", "2026-04-01", (20, 48, "end_before_start"), id="ends before it starts"),
    pytest.param("2026-03-31}", "2026-03-31, windows: [{from: 8h}]}", (20, 77, "bad_time"), id="time"),
    pytest.param("2026-03-31}", "2026-03-31, windows: [{days: [tues]}]}", (20, 78, "unknown_choice"), id="day"),
    pytest.param("event.type", "event.typ", (21, 11, "unknown_word"), id="word in a plain rule"),
    pytest.param("line.brand", "line.brnd", (22, 43, "unknown_word"), id="word in a quoted rule"),
    pytest.param('"it\'\'s"\'', '"it\'\'s" and line.tag == 1\'', (22, 69, "unknown_word"), id="behind an escape"),
    pytest.param("member.bucket", "member.buckets", (25, 11, "unknown_word"), id="word in a folded rule"),
    pytest.param("- multiplier: 2", "- multiplyer: 2", (27, 9, "unknown_key"), id="misspelt benefit"),
    pytest.param("discount: 20%", "chance: wheel", (28, 17, "unknown_reference"), id="unknown draw"),
    pytest.param("multiplier: 2", "multiplier: 1", (27, 21, "pays_nothing"), id="multiplier of one"),
    pytest.param("multiplier: 2", "multiplier: 2 +", (27, 24, "breaks_off"), id="rule breaks off"),
    pytest.param("discount: 20%", "discount: 120%", (28, 19, "percent_out_of_bounds"), id="percent in a short form"),
    pytest.param("quantity: 2", "quantity: two", (29, 41, "unknown_word"), id="rule deep in a short form"),
    pytest.param("quantity: 2", "quantty: 2", (29, 9, "unknown_key"), id="misspelt in a short form"),
    pytest.param("limit: 500", "limit: 0", (31, 17, "pays_nothing"), id="cap of nothing"),
    pytest.param("period: week", "period: weak", (31, 30, "bad_period"), id="period"),
    pytest.param("    funding:\n      - partner:air: 60\n      - partner:inn: 40\n", "",
                 (32, 13, "budget_without_funding"), id="budget without funding"),
    pytest.param("partner:inn: 40", "partner:inn: 30", (34, 7, "funding_sum"), id="shares of 90"),
    pytest.param("partner:inn: 40", "partner:in: 40", (35, 21, "unknown_reference"), id="unknown payer"),
    pytest.param("partner:inn: 40", "partner:inn: 40.0.0", (35, 22, "bad_number"), id="share is no number"),
    pytest.param("gives: 80}", "gives: 80}\n  - {code: back, source: INN, target: AIR, block: 100, gives: 130}",
                 (38, 63, "gaining_conversions"), id="endless gain"),
    pytest.param("gives: 80}", "gives: event.amount}", (37, 62, "word_not_here"), id="word that is not here"),
    pytest.param("gives: 80}", "gives: 80}\nexamples:\n  - {name: x, steps: [{at: 2026-03-01 10:00, buy: 1}]}",
                 (39, 23, "example_one_verb"), id="example without a verb"),
]

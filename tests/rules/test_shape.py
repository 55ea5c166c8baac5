"""A programme as plain data: friendly forms in, the shortest form out, every fault with its place."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.programme import LOCALES, Benefit, Expiry, Programme, Share
from rules.shape import read, write
from rules.shape.codecs import CODECS
from rules.shape.scalar import Unreadable
from tests.rules.programmes import PLAIN, programmes

SMALL = {
    "code": "joint", "name": "Joint", "zone": "Asia/Shanghai", "money": "CNY",
    "currencies": [{"code": "AIR", "name": "Miles"}],
    "partners": [{"code": "air", "name": "Air", "currency": "AIR"}],
}


def with_campaign(**keys):
    return {**SMALL, "campaigns": [{"code": "spring", "name": "Spring", **keys}]}


def campaign(**keys):
    reading = read(with_campaign(**keys))
    assert reading.findings == ()
    return reading.programme.campaigns[0]


def faults(data):
    return [(finding.code, finding.path, finding.suggestion) for finding in read(data).findings]


@given(programmes)
def test_what_is_written_is_read_back_as_the_same_programme(programme):
    reading = read(write(programme))

    assert reading.findings == ()
    assert reading.programme == programme


@given(programmes)
def test_the_long_form_is_read_back_as_the_same_programme(programme):
    assert read(write(programme, short=False)).programme == programme


def test_a_small_programme_is_written_as_it_was_read():
    assert write(read(SMALL).programme) == SMALL


def test_one_text_stands_for_every_locale():
    assert campaign().name == dict.fromkeys(LOCALES, "Spring")


def test_a_text_may_be_given_for_each_locale():
    assert campaign(name={"en": "Spring", "zh_Hans_CN": "春"}).name == {"en": "Spring", "zh_Hans_CN": "春"}


@pytest.mark.parametrize("short, long", [
    pytest.param({"points": 20}, Benefit("points", "20"), id="points"),
    pytest.param({"multiplier": Decimal("1.5")}, Benefit("multiplier", "1.5"), id="exact fraction"),
    pytest.param({"points": "20", "to": "referrer"}, Benefit("points", "20", to="referrer"), id="to referrer"),
    pytest.param({"discount": 30}, Benefit("discount", "30"), id="money off"),
    pytest.param({"discount": "20%"}, Benefit("discount", "20", mode="percent"), id="percent off"),
    pytest.param({"discount": "12.5 ％"}, Benefit("discount", "12.5", mode="percent"), id="full-width percent"),
    pytest.param({"voucher": "TEN"}, Benefit("voucher", "1", code="TEN"), id="one voucher"),
    pytest.param({"gift": {"code": "MUG", "quantity": 2}}, Benefit("gift", "2", code="MUG"), id="two gifts"),
    pytest.param({"tag": "vip"}, Benefit("tag", "1", code="vip"), id="tag"),
    pytest.param({"growth": 5}, Benefit("growth", "5"), id="growth"),
    pytest.param({"points": 1, "expiry": "30 days"}, Benefit("points", "1", expiry=Expiry(days="30")), id="expiry"),
    pytest.param({"kind": "points", "value": 3}, Benefit("points", "3"), id="long form"),
])
def test_a_benefit_has_short_forms(short, long):
    assert campaign(benefits=[short]).benefits == (long,)


@pytest.mark.parametrize("short, long", [
    pytest.param("12 months", Expiry(months="12"), id="months"),
    pytest.param("2 years", Expiry(months="24"), id="years are months"),
    pytest.param("P2W", Expiry(days="14"), id="ISO weeks are days"),
    pytest.param("never", Expiry(), id="never"),
    pytest.param({"months": 12, "round_to": "quarter"}, Expiry("12", round_to="quarter"), id="long form"),
])
def test_an_expiry_has_short_forms(short, long):
    assert campaign(benefits=[{"points": 1, "expiry": short}]).benefits[0].expiry == long


@pytest.mark.parametrize("short, long", [
    pytest.param("pool:joint", Share("pool:joint", Decimal(100)), id="one payer pays all"),
    pytest.param({"partner:air": 60}, Share("partner:air", Decimal(60)), id="payer and percent"),
    pytest.param({"seller": "33.5%"}, Share("seller", Decimal("33.5")), id="percent sign"),
    pytest.param({"source": "seller", "percent": 1}, Share("seller", Decimal(1)), id="long form"),
])
def test_a_share_has_short_forms(short, long):
    assert campaign(funding=[short]).funding == (long,)


def test_a_date_alone_as_an_end_includes_that_whole_day():
    schedule = campaign(schedule={"starts_at": "2026-03-01", "ends_at": "2026-03-31"}).schedule

    assert schedule.starts_at == datetime(2026, 3, 1)
    assert schedule.ends_at == datetime(2026, 4, 1)


def test_an_end_with_a_time_is_that_instant():
    assert campaign(schedule={"ends_at": "2026-03-31 12:00"}).schedule.ends_at == datetime(2026, 3, 31, 12)


def test_windows_take_one_day_or_several_and_clock_times():
    [window] = campaign(schedule={"windows": [{"days": "tue", "from": "8:00", "until": "24:00"}]}).schedule.windows

    assert (window.days, window.from_time, window.until_time) == (("tue",), time(8), time(0))


@pytest.mark.parametrize("name, written, value", [
    pytest.param("duration", "P14D", "14 days", id="ISO days"),
    pytest.param("duration", "PT168H", "168 hours", id="ISO hours"),
    pytest.param("duration", "1 days", "1 day", id="one is singular"),
    pytest.param("period", "lifetime", "lifetime", id="period word"),
    pytest.param("period", "30 day", "30 days", id="rolling period"),
    pytest.param("lasts", "year", "year", id="end of the year"),
    pytest.param("date", "2024-02-29", date(2024, 2, 29), id="leap day"),
    pytest.param("decimal", "0.010", Decimal("0.01"), id="decimal as text"),
    pytest.param("percent", "60%", Decimal(60), id="percent"),
    pytest.param("expression", True, "true", id="flag as a rule"),
    pytest.param("expression", "a > 1\n", "a > 1", id="blanks at the end of a rule"),
    pytest.param("name", 7, "7", id="number as a name"),
])
def test_scalars_are_read_into_their_normal_form(name, written, value):
    assert CODECS[name].read(written) == value


@pytest.mark.parametrize("name, written, code, suggestion", [
    pytest.param("date", "2026-02-30", "bad_date", "", id="no such day"),
    pytest.param("date", "2026/3/1", "bad_date", "2026-03-01", id="slashes"),
    pytest.param("date", "2026年3月1日", "bad_date", "2026-03-01", id="Chinese date"),
    pytest.param("moment", "2026-03-01T08:00:00+08:00", "bad_date", "2026-03-01 08:00", id="offset"),
    pytest.param("end", "9999-12-31", "bad_date", "", id="no day after"),
    pytest.param("time", "8h30", "bad_time", "08:30", id="French time"),
    pytest.param("time", "08：00", "bad_time", "08:00", id="full-width colon"),
    pytest.param("time", "25:00", "bad_time", "", id="no such hour"),
    pytest.param("time", 8, "bad_time", "08:00", id="hour alone"),
    pytest.param("duration", "14d", "bad_length", "14 days", id="14d"),
    pytest.param("duration", "0 days", "bad_length", "", id="no time at all"),
    pytest.param("period", "mounth", "bad_period", "month", id="misspelt period"),
    pytest.param("code", "A IR", "bad_code", "A-IR", id="blank in a code"),
    pytest.param("code", "航空", "bad_code", "", id="Chinese code"),
    pytest.param("word", "Nth-Buy", "bad_code", "nth_buy", id="word for rules"),
    pytest.param("money", "cny", "bad_money", "CNY", id="small letters"),
    pytest.param("source", "partner AIR", "bad_source", "", id="source without colon"),
    pytest.param("decimal", "1,000.50", "bad_number", "1000.50", id="thousands"),
    pytest.param("decimal", 0.1, "wrong_type", "", id="binary fraction"),
    pytest.param("decimal", Decimal("NaN"), "bad_number", "", id="not a number"),
    pytest.param("whole", True, "wrong_type", "", id="flag for a number"),
    pytest.param("whole", 10**5000, "out_of_range", "", id="five thousand digits"),
    pytest.param("count", -1, "out_of_range", "", id="below zero"),
    pytest.param("month_day", 0, "out_of_range", "", id="day zero"),
    pytest.param("flag", "yes", "wrong_type", "true", id="yes"),
    pytest.param("name", "a\x00", "control_character", "", id="NUL"),
    pytest.param("name", "\ud800", "control_character", "", id="half a character"),
    pytest.param("expression", "x" * 10_001, "too_long", "", id="too long"),
    pytest.param("expression", 0.5, "wrong_type", "", id="binary fraction as a rule"),
])
def test_scalars_that_cannot_be_are_refused_with_a_better_one(name, written, code, suggestion):
    with pytest.raises(Unreadable) as refused:
        CODECS[name].read(written)

    assert (refused.value.code, refused.value.suggestion) == (code, suggestion)


@pytest.mark.parametrize("data, expected", [
    pytest.param([], [("wrong_type", "", "")], id="a list"),
    pytest.param({**SMALL, "campagins": []}, [("unknown_key", "/campagins", "campaigns")], id="misspelt key"),
    pytest.param({**SMALL, 1: 2}, [("unknown_key", "/1", "")], id="number as key"),
    pytest.param({**SMALL, "name": None}, [("empty_value", "/name", "")], id="nothing after a key"),
    pytest.param({key: SMALL[key] for key in SMALL if key != "zone"}, [("missing_key", "", "")], id="missing"),
    pytest.param({**SMALL, "partners": "air"}, [("wrong_type", "/partners", "")], id="text for a list"),
    pytest.param({**SMALL, "attributes": []}, [("wrong_type", "/attributes", "")], id="list for keys"),
    pytest.param({**SMALL, "name": {"zh_CN": "x"}}, [("unknown_locale", "/name/zh_CN", "zh_Hans_CN")], id="locale"),
    pytest.param({**SMALL, "lanes": [{"code": "L", "rule": "bets"}]},
                 [("unknown_choice", "/lanes/0/rule", "best")], id="choice"),
    pytest.param({**SMALL, "accruals": [{"code": "base", "points": ""}]},
                 [("empty_value", "/accruals/0/points", "")], id="empty rule"),
    pytest.param(with_campaign(benefits=[{"point": 2}]),
                 [("unknown_key", "/campaigns/0/benefits/0/point", "points")], id="misspelt benefit"),
    pytest.param(with_campaign(benefits=[{"to": "referrer"}]),
                 [("missing_key", "/campaigns/0/benefits/0", "")], id="benefit of nothing"),
    pytest.param(with_campaign(benefits=[{"voucher": {"code": "A", "quantty": 2}}]),
                 [("unknown_key", "/campaigns/0/benefits/0", "quantity")], id="misspelt inside a benefit"),
    pytest.param({**SMALL, "examples": [{"name": 0.5}]}, [("wrong_type", "/examples/0", "")], id="float in example"),
    pytest.param({**SMALL, "a/b~c": 1}, [("unknown_key", "/a~1b~0c", "")], id="escaped pointer"),
])
def test_a_fault_is_found_at_its_pointer(data, expected):
    assert faults(data) == expected


def test_every_fault_is_found_in_one_reading():
    data = with_campaign(benefits=[{"points": 0.5}], schedule={"starts_at": "soon"}, holdout="ten", status="on")

    assert [path.removeprefix("/campaigns/0/") for _, path, _ in faults(data)] == [
        "status", "schedule/starts_at", "benefits/0/value", "holdout"]


def test_a_programme_with_faults_is_only_a_draft():
    reading = read({**SMALL, "partners": [{"code": "a ir", "name": "Air", "currency": "AIR"}]})

    assert reading.programme is None
    assert reading.draft.partners[0].code == "a ir"


def test_a_short_form_says_where_its_parts_stood():
    reading = read(with_campaign(benefits=[{"voucher": {"code": "A", "quantity": 2}}]))

    assert reading.aliases["/campaigns/0/benefits/0/value"] == "/campaigns/0/benefits/0/voucher/quantity"


@given(PLAIN)
def test_no_plain_data_makes_reading_fail(data):
    assert isinstance(read(data).draft, Programme)


@given(programmes.map(write), st.data())
def test_no_change_of_a_written_programme_makes_reading_fail(written, data):
    key = data.draw(st.sampled_from(sorted(written)))
    written[key] = data.draw(PLAIN | st.floats() | st.binary())

    assert isinstance(read(written).draft, Programme)

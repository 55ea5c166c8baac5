"""What a condition demands of values that an index can look up."""

from datetime import date, datetime, time

import pytest

from rules.compiling.allowed import ALWAYS, OneOf, Within
from rules.compiling.narrowing import demands, filter_demands, schedule_demands
from rules.programme import Schedule, Window
from tests.rules.compiling.given import compiled

MARCH = date(2026, 3, 1).toordinal()


def shown(rows):
    """Rows as text: demands with their values sorted."""
    return " | ".join(" ".join(f"{'.'.join(key)}{_demand(row[key])}" for key in sorted(row)) or "anything"
                      for row in rows) or "nothing"


def _demand(demand):
    if isinstance(demand, Within):
        return f"[{_bound(demand.low)}..{_bound(demand.high)}]"
    return f"{'=' if isinstance(demand, OneOf) else '!='}{','.join(sorted(map(str, demand.values)))}"


def _bound(value):
    return "" if value is None else value


@pytest.mark.parametrize("text, expected", [
    ("partner.code == 'AIR'", "word.partner.code=AIR"),
    ("'AIR' == partner.code", "word.partner.code=AIR"),
    ("partner.code in {'AIR', 'SHOP'}", "word.partner.code=AIR,SHOP"),
    ("partner.code != 'AIR'", "word.partner.code!=AIR"),
    ("not (partner.code == 'AIR')", "word.partner.code!=AIR"),
    ("partner.code == 'AIR' and event.channel == 'web'", "word.event.channel=web word.partner.code=AIR"),
    ("partner.code == 'AIR' or partner.code == 'SHOP'", "word.partner.code=AIR,SHOP"),
    ("partner.code == 'AIR' or event.channel == 'web'", "word.partner.code=AIR | word.event.channel=web"),
    ("partner.code == 'AIR' or event.amount * 2 > 5", "anything"),
    ("not (partner.code == 'AIR' and event.channel == 'web')", "word.partner.code!=AIR | word.event.channel!=web"),
    ("event.amount >= 100 and event.amount < 200", "word.event.amount[100..200]"),
    ("100 <= event.amount", "word.event.amount[100..]"),
    ("not (event.amount >= 100)", "word.event.amount[..100]"),
    ("member.known", "word.member.known=True"),
    ("not member.known", "word.member.known=False"),
    ("event.attributes.color == 'red'", "attribute.event.color.text=red"),
    ("'vip' in member.tags", "word.member.tags=vip"),
    ("'vip' not in member.tags", "anything"),
    ("history.orders('lifetime', 'AIR') == 0", "past.orders.lifetime.AIR.=0"),
    ("(member.age ?? 0) >= 18", "anything"),
    ("event.amount >= event.tax", "anything"),
    ("matched.amount >= 10", "anything"),
])
def test_words_against_constants_narrow(text, expected):
    assert shown(demands(compiled(text).checked.tree)) == expected


@pytest.mark.parametrize("text, expected", [
    ("$any([l.category == 'coffee' for l in event.lines])", "lines.category=coffee"),
    ("$any([l.category == 'coffee' and l.brand != 'Lumo' for l in event.lines])", "lines.category=coffee"),
    ("$any([l.amount > 5 for l in event.lines if l.brand == 'Lumo'])", "lines.brand=Lumo"),
    ("$any(['bio' in l.tags and 'sale' in l.tags for l in matched.lines])", "lines.tags=bio"),
    ("'coffee' in [l.category for l in event.lines]", "lines.category=coffee"),
    ("$sum([l.amount for l in event.lines if l.category == 'tea']) >= 100", "lines.category=tea"),
    ("$count([l for l in event.lines if l.category == 'tea']) > 0", "lines.category=tea"),
    ("$count([l for l in event.lines if l.category == 'tea']) >= 0 or event.amount > 5", "anything"),
    ("$all([l.category == 'coffee' for l in event.lines])", "anything"),
    ("not $any([l.category == 'coffee' for l in event.lines])", "anything"),
    ("$any([l.category == 'coffee' or l.brand == 'Lumo' for l in event.lines])",
     "lines.category=coffee | lines.brand=Lumo"),
])
def test_conditions_on_some_line_narrow_by_the_basket(text, expected):
    assert shown(demands(compiled(text).checked.tree)) == expected


def test_a_line_filter_narrows_by_the_basket_and_by_other_words():
    tree = compiled("line.category in {'coffee', 'tea'} and member.tier == 'gold'", "line").checked.tree

    assert shown(filter_demands(tree)) == "lines.category=coffee,tea word.member.tier=gold"


@pytest.mark.parametrize("text, low, high", [
    ("event.occurred_at >= d'2026-03-01'", 0, None), ("event.occurred_at < d'2026-03-01'", None, 0),
    ("event.occurred_at == d'2026-03-01T10:00'", 0, 0),
    ("event.occurred_at >= d'2026-03-01T10:00:00+00:00'", -1, None),
])
def test_times_narrow_by_local_days(text, low, high):
    bounds = (None if low is None else MARCH + low), (None if high is None else MARCH + high)

    assert demands(compiled(text).checked.tree) == ({("day",): Within(*bounds)},)


@pytest.mark.parametrize("schedule, low, high", [
    pytest.param(Schedule(), None, None, id="for ever"),
    pytest.param(Schedule(starts_at=datetime(2026, 3, 1, 12)), 0, None, id="from noon"),
    pytest.param(Schedule(ends_at=datetime(2026, 3, 2)), None, 0, id="until midnight"),
    pytest.param(Schedule(ends_at=datetime(2026, 3, 2, 1)), None, 1, id="until one"),
    pytest.param(Schedule(starts_at=datetime(2026, 3, 1), zone="Europe/Berlin"), -1, None, id="elsewhere"),
])
def test_a_schedule_narrows_by_its_first_and_last_local_day(schedule, low, high):
    demand = None if low is None and high is None else Within(
        None if low is None else MARCH + low, None if high is None else MARCH + high)

    assert schedule_demands(schedule) == (({("day",): demand},) if demand else ALWAYS)


@pytest.mark.parametrize("windows, expected", [
    pytest.param((Window(days=("tue",)),), {"tue"}, id="one day"),
    pytest.param((Window(days=("tue",)), Window(days=("sun",))), {"tue", "sun"}, id="two windows"),
    pytest.param((Window(days=("sun",), from_time=time(22), until_time=time(2)),), {"sun", "mon"}, id="over midnight"),
    pytest.param((Window(days=("tue",)), Window(month_days=(1,))), None, id="a window on any weekday"),
])
def test_windows_narrow_by_weekdays(windows, expected):
    row, = schedule_demands(Schedule(windows=windows))

    assert row == ({} if expected is None else {("word", "event.weekday"): OneOf(frozenset(expected))})


def test_many_alternatives_become_one_looser_row():
    text = " or ".join(f"(event.channel == '{name}' and event.amount >= {name})" for name in "12345")

    assert shown(demands(compiled(text).checked.tree)) == "word.event.amount[1..] word.event.channel=1,2,3,4,5"


def test_demands_that_contradict_each_other_allow_nothing():
    row, = demands(compiled("event.channel == 'web' and event.amount > 1 and event.channel != 'web'").checked.tree)

    assert row["word", "event.channel"] == OneOf(frozenset())

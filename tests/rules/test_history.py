"""What a member did before an event."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.books.history import MEASURES, TAKEN_BACK, answer, horizon, measure
from rules.books.spend import REDEEMED
from rules.facts import Need
from rules.state import PastEvent

SHANGHAI = ZoneInfo("Asia/Shanghai")
PURCHASE = "transaction.completed"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def row(when, amount="10", *, type=PURCHASE, partner="air", base=0, used=0, **quantities):
    """One row of the past, in UTC as it is stored."""
    bought = {category: Decimal(quantity) for category, quantity in quantities.items()}
    return PastEvent(when, type, partner, at(when).astimezone(UTC), at(when).date(), Decimal(amount),
                     {"AIR": base} if base else {}, bought, used)


PAST = [
    row("2026-01-05 10:00", "100", base=100, coffee=2, tea=1),
    row("2026-02-28 10:00", "50", partner="bee", base=50, coffee=1),
    row("2026-03-01 09:00", "0", type="activity.checkin"),
    row("2026-03-02 00:00", "30", base=30, bakery=3),
    row("2026-03-03 12:00", "0", type=REDEEMED, used=40),
    row("2026-03-04 12:00", "0", type=TAKEN_BACK),
]
NOW = at("2026-03-05 12:00")


@pytest.mark.parametrize("need, figure", [
    pytest.param(Need("spend"), 180, id="all that was spent"),
    pytest.param(Need("spend", "month"), 30, id="this calendar month"),
    pytest.param(Need("spend", "quarter", "bee"), 50, id="one partner in a quarter"),
    pytest.param(Need("orders"), 3, id="purchases that were kept"),
    pytest.param(Need("orders", of="coffee"), 2, id="orders with coffee"),
    pytest.param(Need("events"), 6, id="events of any kind"),
    pytest.param(Need("events", of=TAKEN_BACK), 1, id="purchases that came back whole"),
    pytest.param(Need("events", "week", of="activity.checkin"), 0, id="Sunday is last week"),
    pytest.param(Need("partners"), 2, id="distinct partners"),
    pytest.param(Need("categories", "year", "air"), 3, id="distinct categories at one partner"),
    pytest.param(Need("quantity", of="coffee"), 3, id="pieces of a category"),
    pytest.param(Need("quantity"), 7, id="pieces of anything"),
    pytest.param(Need("points", "month"), 30, id="qualifying points"),
    pytest.param(Need("points", of="BEE"), 0, id="qualifying points of another currency"),
    pytest.param(Need("used"), 40, id="points redeemed"),
    pytest.param(Need("days_in_row"), 5, id="any event carries a run of days on"),
    pytest.param(Need("days_in_row", of=PURCHASE), 0, id="a run that was broken"),
    pytest.param(Need("weeks_in_row"), 2, id="weeks in a row"),
    pytest.param(Need("months_in_row", of=PURCHASE), 3, id="months in a row"),
])
def test_figures_of_a_past(need, figure):
    assert measure(need, PAST, NOW) == figure
    assert isinstance(measure(need, PAST, NOW), Decimal)


def test_the_first_and_the_last_are_local_times():
    assert measure(Need("last_at"), PAST, NOW) == at("2026-03-02 00:00")
    assert measure(Need("first_at", of="activity.checkin"), PAST, NOW).tzinfo is SHANGHAI
    assert measure(Need("last_at", of="member.joined"), PAST, NOW) is None


@pytest.mark.parametrize("now, counted", [
    pytest.param("2026-03-08 09:59:59", 1, id="not yet 168 hours"),
    pytest.param("2026-03-08 10:00:00", 1, id="exactly 168 hours counts"),
    pytest.param("2026-03-08 10:00:01", 0, id="a second more"),
])
def test_a_rolling_window_includes_its_far_end(now, counted):
    assert measure(Need("orders", "168 hours"), [row("2026-03-01 10:00")], at(now)) == counted


@pytest.mark.parametrize("when, counted", [
    pytest.param("2026-03-01 09:59", 1, id="before"),
    pytest.param("2026-03-01 10:00", 1, id="at the same instant, but recorded earlier"),
    pytest.param("2026-03-01 10:01", 0, id="later, though recorded earlier"),
])
def test_only_what_happened_before_counts(when, counted):
    assert measure(Need("orders"), [row(when)], at("2026-03-01 10:00")) == counted


def test_a_run_may_end_yesterday_but_not_the_day_before():
    run = [row("2026-03-01 10:00"), row("2026-03-02 10:00")]

    assert [measure(Need("days_in_row"), run, at(f"2026-03-0{day} 08:00")) for day in (3, 4)] == [2, 0]


def test_an_hour_that_occurs_twice_is_measured_by_the_instant():
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 50, tzinfo=berlin)
    second = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=berlin)
    past = [PastEvent("a", PURCHASE, "air", first, date(2026, 10, 25))]

    assert measure(Need("orders"), past, second) == 1
    assert measure(Need("orders", "20 hours"), past, second) == 1


def test_measures_and_windows_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="luck"):
        measure(Need("luck"), PAST, NOW)
    with pytest.raises(ValueError, match="fortnight"):
        measure(Need("spend", "fortnight"), PAST, NOW)


def test_the_caller_fetches_back_to_the_earliest_window():
    assert horizon([Need("spend", "month"), Need("spend", "7 days")], NOW) == at("2026-02-26 12:00")
    assert horizon([Need("spend", "month"), Need("spend")], NOW) is None
    assert horizon([], NOW) == NOW


WINDOWS = st.sampled_from(["lifetime", "day", "week", "month", "quarter", "year", "30 days", "168 hours", "12 months"])
NEEDS = st.builds(Need, st.sampled_from(sorted(MEASURES)), WINDOWS, st.sampled_from(["", "air", "bee"]),
                  st.sampled_from(["", PURCHASE, "coffee", "AIR"]))
HOURS = st.lists(st.integers(0, 24 * 800), max_size=20)


@given(st.sets(NEEDS, max_size=6), HOURS)
def test_rows_before_the_horizon_change_nothing(needs, hours):
    rows = [row((NOW - timedelta(hours=back)).replace(tzinfo=None).isoformat(" "), str(back), base=back, coffee=back)
            for back in hours]
    start = horizon(needs, NOW)

    fetched = [each for each in rows if start is None or each.occurred_at >= start]
    assert answer(needs, fetched, NOW) == answer(needs, rows, NOW)

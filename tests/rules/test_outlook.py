"""What is missing to a condition, told with figures; and where a counter is going."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from rules.books.history import answer
from rules.facts import Event, Facts, Member, Partner, Scope
from rules.language import Setting, check
from rules.sentence import Speaker
from rules.sentence.outlook import goals_of, repeats_at, ways_to
from rules.state import PastEvent
from tests.server.webhooks.till import programme_of

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
PROGRAMME = programme_of()
PAST = (PastEvent("p", "transaction.completed", "SHOP", NOON.replace(day=1), NOON.date(), Decimal(300), {"PTS": 300}),)


def ways(text, locale="en", growth=30, place="tier"):
    """The ways to a condition for a member with 300 points, 300 of spending, and some growth."""
    checked = check(text, place, Setting.of(PROGRAMME))
    assert checked.tree is not None, checked.findings
    facts = Facts(Event("", "tier.review", "", NOON), Member("m", growth=growth), Partner(""),
                  history=answer(checked.needs, PAST, NOON))
    return ways_to(checked, facts, Scope(given={"qualifying.points": Decimal(300)}), Speaker.of(PROGRAMME, locale))


def test_a_threshold_tells_what_there_is_what_is_needed_and_what_is_missing():
    [[part]] = ways('history.points("12 months", "PTS") >= 1000')

    assert (part.has, part.needs, part.missing, part.unit, part.met) == (300, 1000, 700, "points", False)


@pytest.mark.parametrize("growth, missing, met", [
    pytest.param(99, 1, False, id="one below"), pytest.param(100, 0, True, id="exactly"),
    pytest.param(101, 0, True, id="above")])
def test_nothing_is_missing_from_the_threshold_on(growth, missing, met):
    [[part]] = ways("member.growth >= 100", growth=growth)

    assert (part.missing, part.met) == (missing, met)


def test_each_alternative_is_a_way_and_each_part_of_it_is_needed():
    found = ways('(member.growth >= 100 or qualifying.points >= 500) and history.spend("year") >= 900')

    assert [[part.missing for part in way] for way in found] == [[70, 600], [200, 600]]


def test_a_comparison_written_the_other_way_round_is_the_same():
    [[part]] = ways("100 <= member.growth")

    assert (part.has, part.needs) == (30, 100)


def test_what_has_no_figure_to_reach_is_told_as_a_clause():
    [[part]] = ways('"vip" in member.tags')

    assert (part.has, part.needs, part.missing, part.met) == (None, None, 0, False)
    assert "vip" in part.said


def test_too_many_alternatives_are_one_clause():
    text = " or ".join(f"member.growth >= {goal}" for goal in range(100, 107))

    assert len(ways(text)) == 1


@pytest.mark.parametrize("locale, said", [("en", "the growth"), ("zh_Hans_CN", "成长值"), ("zh_Hant_TW", "成長值")])
def test_figures_have_names_in_every_language(locale, said):
    [[part]] = ways("member.growth >= 100", locale)

    assert part.said == said


@pytest.mark.parametrize("when, value, goals, cyclic", [
    pytest.param("progress.n % 5 == 0", "1", (5,), True, id="every fifth"),
    pytest.param("progress.n >= 3", "1", (3,), False, id="from the third on"),
    pytest.param("progress.n > 3", "1", (4,), False, id="after the third"),
    pytest.param("progress.n >= 1", "$ladder(progress.n, [[1, 1], [3, 2], [7, 5]])", (1, 3, 7), False, id="steps"),
    pytest.param("event.amount >= 20", "1", (), False, id="not asked for"),
])
def test_a_counter_goes_where_the_rules_ask_for_it(when, value, goals, cyclic):
    setting = Setting.of(PROGRAMME, ("n",))
    texts = [check(when, "condition", setting), check(value, "award", setting)]

    assert goals_of("n", texts) == goals
    assert repeats_at("n", texts) is cyclic

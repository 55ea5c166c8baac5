"""Each phrase says precisely what its expression means, in brackets where it could be read otherwise."""

from pathlib import Path
from random import Random

import pytest

from rules.language import Setting, check
from rules.programme import LOCALES, Benefit, Campaign, Cap, Place, Programme, Progress, Schedule, Window
from rules.sentence import Speaker, of_campaign, of_condition, of_number
from server.programme_file import parse
from server.services.members.campaigns_for import CODE
from tests.fuzz import expressions

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
JOINED = "(member.joined_at ?? event.occurred_at)"


def programme(path: Path) -> Programme:
    read = parse(path.read_bytes()).programme
    assert read is not None
    return read


JOURNEY = programme(SAMPLES / "journey.yaml")
SETTING = Setting.of(JOURNEY, ("n",))


def said(text: str, place: Place = "condition", locale: str = "en") -> str:
    checked = check(text, place, SETTING)
    assert checked.tree is not None, checked.findings
    say = of_condition if place in ("condition", "line", "audience") else of_number
    return say(checked, Speaker.of(JOURNEY, locale))


@pytest.mark.parametrize(("text", "sentence"), [
    ('event.type == "transaction.completed" and event.amount > 5 and partner.code in {"LUMO", "FRESH"}',
     "it is a purchase at Lumo Coffee & Deli or Fresh Market and the amount paid is more than 5"),
    ('event.type != "transaction.completed" and partner.code == "LUMO"',
     "what happened is not a purchase and it is at Lumo Coffee & Deli"),
    ('(event.amount > 1 and event.tax > 2) or event.hour >= 3',
     "(the amount paid is more than 1 and the tax is more than 2) or it is 3:00 or later"),
    ("event.hour >= 8 and event.hour < 10", "it is between 8:00 and 10:00"),
    ("event.hour > 8 and event.hour <= 10", "it is 9:00 or later and it is before 11:00"),
    ("event.hour >= 10 and event.hour < 8", "it is 10:00 or later and it is before 8:00"),
    ("event.hour == 8", "the hour is 8"),
    ("event.month in {6, 11}", "it is June or November"),
    ("event.day in {8, 18}", "it is day 8 or 18 of the month"),
    ("event.occurred_at.year == 2026", "the year of the time is 2026"),
    ("event.amount >= 12500", "the amount paid is at least 12,500"),
    ("member.tier_rank >= 1", "the tier is Silver or higher"),
    ("member.tier_rank > 1", "the tier is Gold or higher"),
    ("member.tier_rank < 1", "the tier is Member or lower"),
    ("member.tier_rank == 2", "the tier is Gold"),
    ("member.tier_rank >= 9", "the rank of the tier is at least 9"),
    ('event.channel not in {"app", "web"}', "the channel is none of app, web"),
    ('event.channel not in {"app"}', "the channel is not app"),
    ('"staff" not in member.tags', "the member's tags do not include staff"),
    ('"2" in event.reference', "the receipt number contains 2"),
    ('event.referrer != ""', "the referrer's number is not empty"),
    ('event.channel in {"app", ""}', "the channel is app or nothing"),
    ("event.channel.is_empty", "the channel is empty"),
    ('event.reference.starts_with("S12-")', "the receipt number begins with S12-"),
    ("matched.amount > 0 and matched.quantity > 0",
     "something is paid for these goods and some of these goods are bought"),
    ("matched.quantity > 1", "the quantity of these goods is more than 1"),
    ("member.birthday != null", "the birthday is known"),
    ('history.first_at("transaction.completed", "LUMO") == null',
     "there has been no purchase at Lumo Coffee & Deli before"),
    ("member.birthday_today == true", "it is the birthday"),
    ("$abs(member.days_to_birthday ?? 365) <= 3", "the birthday is at most 3 days away"),
    ("$abs(member.days_to_birthday ?? 2) <= 3",
     "the days to the birthday (2 when unknown) without its sign is at most 3"),
    (f"{JOINED}.month == event.month and {JOINED}.day == event.day and {JOINED}.year < event.occurred_at.year",
     "it is an anniversary of joining"),
    (f"{JOINED}.day == event.day and event.amount > 1",
     "the day of the month of the time of joining (the time when unknown) is the day of the month and "
     "the amount paid is more than 1"),
    ('event.occurred_at - (history.last_at("transaction.completed") ?? d"2000-01-01T08:30") <= t"P7DT12H"',
     "the time since the last purchase (2000-01-01 08:30 when unknown) is at most 7 days and 12 hours"),
    ('$any([p.method == "card" for p in event.payments])', "at least one payment has: the means of payment is card"),
    ('$any([l.amount > 5 for l in event.lines if l.category == "tea"])',
     "at least one line has: the category is tea and the line amount is more than 5"),
    ('$all([l.amount > 5 for l in event.lines if l.category == "tea"])',
     "“$all([l.amount > 5 for l in event.lines if l.category == \"tea\"])” holds"),
    ('history.days_in_row("activity.check_in") >= 6', "the number of days in a row with check-in is at least 6"),
    ("history.weeks_in_row() >= 4", "the number of weeks in a row with purchase is at least 4"),
    ('event.lines.length >= 2', "the number of lines of the goods is at least 2"),
    ("progress.n % 5 == 1", "what remains of the count “n” divided by 5 is 1"),
])
def test_a_condition(text: str, sentence: str) -> None:
    assert said(text) == sentence


@pytest.mark.parametrize(("text", "sentence"), [
    ("100 * (event.amount - event.tax)", "100 times (the amount paid less the tax)"),
    ("event.amount * 2 / 5 - 3", "the amount paid times 2 divided by 5 less 3"),
    ("event.amount - (event.tax - 3)", "the amount paid less (the tax less 3)"),
    ("2 * $min([event.amount, 30]) + 1", "2 times (the smallest of the amount paid and 30) plus 1"),
    ("(event.amount > 5 ? 1 : 2) + 3", "(1 if the amount paid is more than 5, else 2) plus 3"),
    ('{"gold": 2, "silver": 1.5}&[member.tier] ?? 1', "by the tier: Gold 2, Silver 1.5, otherwise 1"),
    ("$ladder(member.tier_rank, [[1, 1.2], [2, 1.4]])", "by the tier: 1.2 from Silver, 1.4 from Gold"),
    ("$ladder(event.amount, [[100, 10], [1000, 50]])", "by the amount paid: 10 from 100, 50 from 1,000"),
    ('$sum([l.amount for l in event.lines if l.category == "tea"])',
     "the sum of the line amount over the goods (where the category is tea)"),
    ("$min([l.amount / l.quantity for l in matched.lines])",
     "the smallest value of (the line amount divided by the quantity) among these goods"),
    ('$count([l for l in event.lines if l.category == "tea"])',
     "the number of lines of the goods (where the category is tea)"),
    ("$round(event.amount / 3)", "(the amount paid divided by 3), rounded to a whole number"),
    ('$round(event.amount, 2, "floor")', "the amount paid, rounded down to 2 decimals"),
    ('$crossed(history.spend("month"), history.spend("month") + event.amount, [[500, 50]])',
     "for each step that spending that month newly reaches with the amount paid: 50 from 500"),
    ("$crossed(event.tax, event.amount, [[500, 50]])",
     "for each step reached now, by the tax before and the amount paid after: 50 from 500"),
    (f"100 * (event.occurred_at.year - {JOINED}.year)", "100 times the number of calendar years since joining"),
    ('(member.tags & {"vip", "new"}).length',
     "the number of entries of (what the member's tags and vip and new share)"),
])
def test_a_number(text: str, sentence: str) -> None:
    assert said(text, "award") == sentence


@pytest.mark.parametrize(("value", "sentence"), [
    ("100", "100 points"), ("20 * $full_steps(event.amount, 100)", "20 points for every full 100 of the amount paid"),
    ("$min([5, $full_steps(event.amount, 100)]) * 20",
     "20 points for every full 100 of the amount paid, at most 5 times"),
    ("$full_steps(event.amount, 5)", "1 point for every full 5 of the amount paid"),
    ("matched.amount / 10 * 2", "2 points per 10 of the amount of these goods"),
    ("matched.amount * 5 / 100", "5 % of the amount of these goods in points"),
    ("matched.amount * 5 / 10", "points (the amount of these goods times 5 divided by 10)"),
    ("$min([$full_steps(event.amount, 100), event.tax]) * 20",
     "points ((the smallest of the number of full 100 in the amount paid and the tax) times 20)"),
])
def test_an_award_of_points(value: str, sentence: str) -> None:
    assert told(benefits=(Benefit("points", value),)) == f"c: {sentence}."


def told(locale: str = "en", **parts: object) -> str:
    return of_campaign(Campaign("c", {}, **{"benefits": (Benefit("points", "1"),), **parts}), JOURNEY, locale)


@pytest.mark.parametrize(("benefit", "sentence"), [
    (Benefit("points", "5", currency="JOY"), "5 Joy points"),
    (Benefit("chance", "1", code="monthly"), "a chance in “Monthly draw”"),
    (Benefit("discount", "event.tax"), "USD off (the tax)"), (Benefit("voucher", "2", code="V"), "2 vouchers “V”"),
    (Benefit("tag", "1", code="vip"), "the tag “vip”"),
    (Benefit("points", "5", to="referrer"), "5 points for the referrer"),
])
def test_a_benefit(benefit: Benefit, sentence: str) -> None:
    assert told(benefits=(benefit,)) == f"c: {sentence}."


@pytest.mark.parametrize(("cap", "sentence"), [
    (Cap("1", of="times", period="month"), "Once per member per month."),
    (Cap("5", of="times", to="referrer", period="month"), "At most 5 times per referrer per month."),
    (Cap("$ladder(member.tier_rank, [[1, 50]])"), "At most so many points per member: by the tier: 50 from Silver."),
])
def test_a_limit(cap: Cap, sentence: str) -> None:
    assert told(caps=(cap,)) == f"c: 1 point. {sentence}"


@pytest.mark.parametrize(("progress", "sentence"), [
    (Progress("n", "event.amount > 5"), "“n” counts each time that the amount paid is more than 5."),
    (Progress("n", "event.amount > 5", add="event.tax", period="week"),
     "“n” adds up the tax each time that the amount paid is more than 5, counted per week."),
    (Progress("n", "event.amount > 5", distinct="partner.code"),
     "“n” counts how many different values the partner has had when the amount paid is more than 5."),
    (Progress("n", "event.amount > 5", streak="day", starts="event.tax > 1", within="14 days"),
     "“n” counts the days in a row on which the amount paid is more than 5, beginning when the tax is more than 1, "
     "within 14 days of its first."),
])
def test_a_counter(progress: Progress, sentence: str) -> None:
    assert told(progress=(progress,)) == f"c: 1 point. {sentence}"


def test_days_that_follow_each_other_are_a_range() -> None:
    week = Schedule(windows=(Window(days=("mon", "tue", "wed", "thu", "fri")),))

    assert told(schedule=week) == "c: 1 point, from Monday to Friday."
    assert told("zh_Hans_CN", schedule=week) == "c：周一至周五，送1积分。"


def test_an_audience_with_a_choice_stands_in_brackets_beside_the_condition() -> None:
    told_whole = told(audience='"a" in member.tags or member.tier == "gold"', when="event.amount > 5")

    assert "when (the member's tags include a or the tier is Gold) and the amount paid is more than 5" in told_whole


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sample_is_told_in_code(locale: str) -> None:
    paths = [SAMPLES / "coalition.yaml", SAMPLES / "journey.yaml", *(SAMPLES / "mechanics").glob("*.yaml")]

    sentences = [of_campaign(campaign, known, locale) for known in map(programme, paths)
                 for campaign in known.campaigns]

    assert len(sentences) > 80
    assert [sentence for sentence in sentences if CODE.search(sentence)] == []


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_written_is_said_or_quoted(seed: int) -> None:
    writer, setting = expressions.Writer(Random(seed)), expressions.SETTING
    texts = [(writer.condition(3), of_condition) for _ in range(5)] + [(writer.number(3), of_number) for _ in range(5)]

    for text, say in texts:
        checked = check(text, "condition" if say is of_condition else "award", setting)
        told_all = [say(checked, Speaker.of(JOURNEY, locale)) for locale in LOCALES]
        assert all(told_all), text
        assert not any("None" in one or "  " in one for one in told_all), text

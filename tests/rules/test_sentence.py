"""Rules and decisions in plain words, three languages."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

from rules.decision import Award, Cut, Refusal
from rules.language import Setting, check
from rules.programme import LOCALES, Benefit, Campaign, Cap, Programme, Schedule, Window
from rules.sentence import Speaker, of_award, of_campaign, of_condition, of_refusal
from rules.sentence.nouns import NOUNS
from rules.sentence.phrases import PHRASES
from rules.sentence.phrases_campaign import CAMPAIGN
from rules.vocabulary import WORDS
from server.programme_file import parse

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


def programme(name: str = "journey.yaml") -> Programme:
    read = parse((SAMPLES / name).read_bytes()).programme
    assert read is not None
    return read


def said(text: str, locale: str = "en") -> str:
    known = programme()
    checked = check(text, "condition", Setting.of(known, ("shops",)))
    assert not [finding for finding in checked.findings if finding.severity == "error"], checked.findings
    return of_condition(checked, Speaker.of(known, locale))


@pytest.mark.parametrize(("text", "sentence"), [
    ('partner.code == "LUMO" and event.amount >= 50', "it is at Lumo Coffee & Deli and the amount paid is at least 50"),
    ('event.type == "transaction.completed"', "it is a purchase"),
    ("$days_between(member.joined_at ?? event.occurred_at, event.occurred_at) <= 30",
     "the number of days since joining is at most 30"),
    ('event.weekday in {"sat", "sun"}', "it is Saturday or Sunday"),
    ("50 <= event.amount", "the amount paid is at least 50"),
    ('not (member.tier == "gold")', "it is not so that the tier is Gold"),
    ('event.amount > 5 and (event.hour < 10 or (member.age ?? 0) >= 60)',
     "the amount paid is more than 5 and (it is before 10:00 or the age (0 when unknown) is at least 60)"),
    ('$any([l.category == "coffee" for l in event.lines])', "at least one line has: the category is coffee"),
    ('history.orders("30 days", "LUMO") == 0',
     "the number of purchases in the last 30 days at Lumo Coffee & Deli is 0"),
    ("progress.shops % 5 == 0", "the count “shops” is a multiple of 5"),
    ('"staff" in member.tags', "the member's tags include staff"),
    ('member.balance("JOY") > 100', "the balance of Joy points is more than 100"),
    ("matched.lines[0].amount > 5", "“matched.lines[0].amount” is more than 5"),
])
def test_a_condition_is_said_in_plain_words(text: str, sentence: str) -> None:
    assert said(text) == sentence


def test_each_language_has_its_own_order_of_words() -> None:
    text = 'partner.code == "LUMO" and history.spend("month", "LUMO") >= 100'

    assert said(text, "zh_Hans_CN") == "在露茉咖啡，且当月在露茉咖啡消费额不少于100"
    assert said(text, "zh_Hant_TW") == "在露茉咖啡，且當月在露茉咖啡消費額不少於100"


def test_a_campaign_is_told_whole() -> None:
    campaign = Campaign(
        "happy-hour", {}, lines='line.category == "coffee"', benefits=(Benefit("multiplier", "2"),),
        schedule=Schedule(windows=(Window(days=("tue",)),)), caps=(Cap("500", period="week"),), budget="9000")

    told = of_campaign(campaign, programme(), "en")

    assert told == ("happy-hour: 2 times the points on coffee, on Tuesday. At most 500 points per member per week. "
                    "While the budget of 9,000 points lasts.")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["journey.yaml", "coalition.yaml"])
def test_every_campaign_of_the_samples_is_told_without_a_gap(name: str, locale: str) -> None:
    known = programme(name)

    told = [of_campaign(campaign, known, locale) for campaign in known.campaigns]

    assert all(text and "{" not in text and "None" not in text for text in told)


def test_the_mechanics_are_told_in_every_language_too() -> None:
    for path in sorted((SAMPLES / "mechanics").glob("*.yaml")):
        known = programme(f"mechanics/{path.name}")
        assert all(of_campaign(campaign, known, locale) for campaign in known.campaigns for locale in LOCALES), path


def test_an_award_says_what_cut_it() -> None:
    award = Award("campaign:weekend-deli", 0, "bonus", "m", "BEAN", 200, Decimal(250),
                  cuts=(Cut("cap:0", 250, 200),))
    speaker = Speaker.of(programme(), "en")

    assert of_award(award, speaker) == "Double Beans at the weekend: 200 Beans; the limit left 200 of 250"
    assert of_award(replace(award, cuts=()), speaker) == "Double Beans at the weekend: 200 Beans"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_of_a_refusal_has_a_sentence(locale: str) -> None:
    reasons = [name.removeprefix("no_") for name in CAMPAIGN if name.startswith("no_")]

    told = [of_refusal(Refusal("campaign:weekend-deli", why, {"won_by": "early-bird"}),  # type: ignore[arg-type]
                       Speaker.of(programme(), locale)) for why in reasons]

    assert len(set(told)) == len(reasons)


def test_every_phrase_fills_the_same_parts_in_every_language() -> None:
    for name, texts in (PHRASES | CAMPAIGN).items():
        parts = [{part for _, part, _, _ in Formatter().parse(text) if part is not None} for text in texts]
        assert parts[1] == parts[2], name
        assert parts[1] <= parts[0], name


def test_every_word_that_is_not_called_has_a_noun() -> None:
    plain = {name for name, word in WORDS.items() if word.arguments is None and not name.startswith("history.")}

    assert plain - NOUNS.keys() == set()


def test_a_language_nobody_speaks_is_refused() -> None:
    with pytest.raises(ValueError, match="fr is not one of"):
        Speaker.of(programme(), "fr")


@pytest.mark.parametrize(("kind", "sentence"), [
    ("check_in", "it is a check-in"), ("loan_repaid", "it is “loan repaid”")])
def test_an_activity_is_read_as_words(kind: str, sentence: str) -> None:
    assert said(f'event.type == "activity.{kind}"') == sentence

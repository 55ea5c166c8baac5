"""What changed between two programmes, field by field and in words."""

import pytest

from rules.programme import LOCALES
from server.services.programme.comparing import compare
from tests.server.webhooks.till import PROGRAMME, programme_of

BEFORE = programme_of()


def changes(*replaced, locale="en"):
    text = PROGRAMME
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return compare(BEFORE, programme_of(text), locale)


@pytest.mark.parametrize("locale, said", [
    ("en", "qualifying Points in the last 12 months is at least 500"),
    ("zh_Hans_CN", "最近12个月的定级Points不少于500"),
    ("zh_Hant_TW", "最近12個月的定級Points不少於500"),
])
def test_a_changed_rule_is_told_as_written_and_in_words(locale, said):
    [gold] = changes((">= 1000", ">= 500"), locale=locale)
    [field] = gold.fields

    assert (gold.kind, gold.code, gold.did, field.path) == ("tiers", "gold", "changed", "/qualify")
    assert (field.before[-4:], field.after[-3:], field.said_after) == ("1000", "500", said)


def test_a_changed_campaign_is_told_whole_before_and_after():
    [coffee] = changes(("multiplier: 2", "multiplier: 3"))

    assert "2 times the points on coffee" in coffee.said_before
    assert "3 times the points on coffee" in coffee.said_after


@pytest.mark.parametrize("old, new", [("history.points(", "history.pints("), ('"coffee"', '"coffee')],
                         ids=["an unknown word", "a text without its end"])
def test_a_rule_with_a_mistake_is_told_as_it_is_written(old, new):
    [piece] = changes((f"line.category == {old}", f"line.category == {new}") if "coffee" in old else (old, new))
    [field] = piece.fields

    assert (field.said_after, piece.said_after) == (field.after, "")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_programme_has_no_changes(locale):
    assert compare(BEFORE, BEFORE, locale) == ()


def test_a_piece_that_came_tells_what_was_written_and_no_defaults():
    [bus] = changes(("partners:\n", "partners:\n  - {code: BUS, name: Bus, currency: PTS}\n"))

    assert (bus.code, bus.did) == ("BUS", "added")
    assert {field.path for field in bus.fields} == {"/code", "/currency", *(f"/name/{each}" for each in LOCALES)}


def test_a_piece_that_went_is_told():
    [gone] = changes(("  - {code: CLUB, name: Club, currency: PTS, unknown_members: refuse}\n", ""))

    assert (gone.code, gone.did) == ("CLUB", "removed")
    assert all(field.after == "" for field in gone.fields)


def test_tiers_that_change_places_are_one_change():
    basic = "  - {code: basic, name: Basic}\n"
    gold = PROGRAMME[PROGRAMME.index("  - {code: gold"):PROGRAMME.index("campaigns:")]
    [moved] = changes((basic + gold, gold + basic))

    assert (moved.kind, moved.did, moved.fields[0].before, moved.fields[0].after) == (
        "tiers", "moved", "basic, gold", "gold, basic")


def test_policies_and_the_zone_are_told_as_the_programmes_own():
    [head] = changes(("late_days: 30", "late_days: 40"), ("zone: Asia/Shanghai", "zone: UTC"))

    assert {(field.path, field.before, field.after) for field in head.fields} == {
        ("/zone", "Asia/Shanghai", "UTC"), ("/policies/late_days", "30", "40")}


def test_a_first_programme_is_all_new():
    assert {change.did for change in compare(None, BEFORE, "en")} == {"changed", "added"}


def test_a_part_that_became_its_default_is_told():
    [air] = changes((", unknown_members: hold", ""))

    assert [(field.before, field.after) for field in air.fields] == [("hold", "enrol")]

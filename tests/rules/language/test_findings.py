"""Every finding stands where the mistake is, and offers what was meant."""

import pytest

from rules.language import check
from rules.vocabulary.sample import SETTING
from tests.rules.language.reading import codes, findings


@pytest.mark.parametrize("text, code, where, suggestion", [
    pytest.param("event.ammount > 5", "unknown_word", "event.ammount", "event.amount", id="misspelt word"),
    pytest.param("evnt.amount > 5", "unknown_word", "evnt", "event", id="misspelt root"),
    pytest.param("amount > 5", "unknown_word", "amount", "event.amount", id="root left out"),
    pytest.param("会员等级 == 3", "unknown_word", "会员等级", "", id="word in Chinese"),
    pytest.param("line.amount > 5", "word_not_here", "line", "", id="word of another place"),
    pytest.param("referrer.teir == \"gold\"", "unknown_word", "referrer.teir", "referrer.tier", id="of the referrer"),
    pytest.param("event.attributes.npz != null", "undeclared_attribute", "event.attributes.npz",
                 "event.attributes.nps", id="undeclared attribute"),
    pytest.param("progress.order > 5", "unknown_counter", "progress.order", "progress.orders", id="counter"),
    pytest.param("$floor_too(1, 2) > 5", "unknown_function", "$floor_too", "$floor_to", id="function"),
    pytest.param("event.amount.floorr > 5", "unknown_method", "event.amount.floorr", "event.amount.floor", id="part"),
    pytest.param('event.occurred_at.weekday == "mon"', "unknown_method", "event.occurred_at.weekday",
                 "event.weekday", id="weekday of the machine's language"),
    pytest.param("$any([l.categry == \"tea\" for l in event.lines])", "unknown_word", "l.categry", "l.category",
                 id="word of a list entry"),
    pytest.param("member.balance > 5", "needs_brackets", "member.balance", "", id="brackets left out"),
    pytest.param("event.amount(3) > 5", "not_called", "event.amount", "", id="brackets too many"),
    pytest.param("event == null", "not_a_value", "event", "", id="group of words"),
    pytest.param("$abs(1, 2) > 5", "argument_count", "$abs(1, 2)", "", id="too many arguments"),
    pytest.param("history.spend() > 5", "argument_count", "history.spend()", "", id="argument left out"),
    pytest.param('$abs("a") > 5', "argument_kind", '"a"', "", id="argument of another kind"),
    pytest.param("$count(5) > 5", "argument_kind", "5", "", id="count of a number"),
    pytest.param('history.spend("30 days", partner.code) > 5', "argument_not_written_out", "partner.code", "",
                 id="argument that varies"),
    pytest.param("[event.amount for event in event.lines].length > 5", "hides_word", "[event.amount for event in "
                 "event.lines]", "", id="variable that hides a word"),
])
def test_a_word_that_is_wrong_is_underlined_and_corrected(text, code, where, suggestion):
    assert (code, where, suggestion) in findings(text)


@pytest.mark.parametrize("text, code, where, suggestion", [
    pytest.param("member.tier == 1", "different_kinds", "member.tier == 1", "", id="text and number"),
    pytest.param('event.amount in {"a"}', "different_kinds", 'event.amount in {"a"}', "", id="in a set of texts"),
    pytest.param('event.occurred_at == "2026-01-01"', "different_kinds", 'event.occurred_at == "2026-01-01"', "",
                 id="time and text"),
    pytest.param('event.amount > 5 and event.type + 1 == "a"', "wrong_operands", "event.type + 1", "", id="sum"),
    pytest.param("-event.type == \"a\"", "wrong_operand", "-event.type", "", id="minus a text"),
    pytest.param("event.lines > 5", "wrong_operands", "event.lines > 5", "", id="order of lists"),
    pytest.param("event.amount & 3 == 1", "wrong_operands", "event.amount & 3", "", id="sets only"),
    pytest.param("member.known > true", "wrong_operands", "member.known > true", "", id="order of yes and no"),
    pytest.param("matched.lines <= event.lines", "wrong_operands", "matched.lines <= event.lines", "",
                 id="order of lists of lines"),
    pytest.param("not event.amount", "not_a_condition", "event.amount", "", id="number as condition"),
    pytest.param("event.amount and member.known", "not_a_condition", "event.amount", "", id="number beside and"),
    pytest.param("event.amount ? true : false", "not_a_condition", "event.amount", "", id="number before ?"),
    pytest.param("[l for l in event.lines if l.amount].length > 1", "not_a_condition", "l.amount", "", id="after if"),
    pytest.param("(member.known ? 1 : \"a\") == 1", "different_choices", "member.known ? 1 : \"a\"", "", id="choices"),
    pytest.param("event.channel in [\"app\", 5]", "different_entries", "5", "", id="entries"),
    pytest.param("event.channel in {\"app\": 1}", "not_a_list", "{\"app\": 1}", "", id="in a table"),
    pytest.param('event.hour in {5, "a"} or true', "different_entries", '"a"', "", id="entries of a set"),
    pytest.param('{"app": 1, 5: 2}&[event.channel] ?? 3 == 1', "different_entries", "5", "", id="keys"),
    pytest.param('({true: 1}&[event.channel] ?? 3) == 1', "different_entries", "true", "", id="yes or no as a key"),
    pytest.param('({"app": 1, "web": "a"}&[event.channel] ?? 3) == 1', "different_entries", '"a"', "", id="entries"),
    pytest.param("(event.amount ?? 0) > 5", "never_absent", "event.amount", "event.amount", id="needless default"),
    pytest.param('{"app": 1}[event.channel] > 5', "entry_may_be_absent", '{"app": 1}[event.channel]',
                 '({"app": 1}&[event.channel] ?? 0)', id="entry of a table"),
    pytest.param("event.lines[0].amount > 5", "entry_may_be_absent", "event.lines[0]", "", id="entry of a list"),
    pytest.param("[t for t in member.tags].length > 1", "sets_have_no_order", "member.tags", "", id="list from a set"),
    pytest.param("[x for x in event.amount].length > 1", "not_a_list", "event.amount", "", id="list from a number"),
    pytest.param("(member.age) > 5", "may_be_absent", "member.age", "(member.age ?? 0)", id="may be absent"),
    pytest.param("$sum([event.attributes.nps]) > 5", "may_be_absent", "event.attributes.nps",
                 "(event.attributes.nps ?? 0)", id="absent in a list"),
    pytest.param('{"app": 1}&[event.channel] > 5', "may_be_absent", '{"app": 1}&[event.channel]',
                 '({"app": 1}&[event.channel] ?? 0)', id="absent in a table"),
    pytest.param("member.age ?? 0 > 5", "brackets_needed", "member.age ?? 0 > 5", "(member.age ?? 0)", id="brackets"),
    pytest.param('member.tier == null', "never_absent", "member.tier", '""', id="never absent"),
    pytest.param("event.amount / 0 > 1", "no_result", "event.amount / 0", "", id="division by zero"),
    pytest.param("1 / 0 > event.amount", "no_result", "1 / 0", "", id="constant without a result"),
    pytest.param("event.amount", "result_kind", "event.amount", "", id="number as a condition"),
])
def test_a_wrong_kind_is_underlined(text, code, where, suggestion):
    assert (code, where, suggestion) in findings(text)


@pytest.mark.parametrize("text, code, where, suggestion", [
    pytest.param("event.amount = 5", "meant_sign", "=", "==", id="one equals sign"),
    pytest.param("event.amount => 5", "meant_sign", "=>", ">=", id="turned round"),
    pytest.param("event.amount <> 5", "meant_sign", "<>", "!=", id="not equal"),
    pytest.param("member.known && true", "meant_sign", "&&", "and", id="and of other languages"),
    pytest.param("member.known || true", "meant_sign", "||", "or", id="or of other languages"),
    pytest.param("!member.known", "meant_sign", "!", "not", id="not of other languages"),
    pytest.param("member.known AND true", "meant_sign", "AND", "and", id="capitals"),
    pytest.param("member.known 并且 true", "meant_sign", "并且", "and", id="and in Chinese"),
    pytest.param("event.amount > 5 €", "bad_sign", "€", "", id="sign that means nothing"),
    pytest.param('event.channel == "app', "unclosed_text", '"app', "", id="text without an end"),
    pytest.param("if member.known else 5", "reserved_word", "else", "", id="else"),
    pytest.param("1 < event.hour < 3", "chained", "<", "", id="chained comparison"),
    pytest.param("event.amount >", "breaks_off", "", "", id="end too early"),
    pytest.param("(event.amount > 5", "breaks_off", "", "", id="bracket left open"),
    pytest.param("event.amount > 5)", "unexpected", ")", "", id="bracket too many"),
    pytest.param("event.amount 5", "unexpected", "5", "", id="sign left out"),
    pytest.param('event.occurred_at > d"2026-13-01"', "bad_time", 'd"2026-13-01"', "", id="thirteenth month"),
    pytest.param('event.occurred_at - d"2026-01-01" > t"30 days"', "bad_length", 't"30 days"', "", id="length"),
    pytest.param("event.amount > 007", "bad_number", "007", "", id="leading zeros"),
    pytest.param('event.channel == "\\x"', "bad_text", '"\\x"', "", id="backslash"),
    pytest.param('event.channel == "\\i"', "bad_text", '"\\i"', "", id="backslash before any letter"),
    pytest.param('event.channel == "\\777"', "bad_text", '"\\777"', "", id="backslash before a number"),
    pytest.param("  ", "empty", "  ", "", id="nothing"),
])
def test_a_wrong_sign_is_underlined_and_read_as_it_was_meant(text, code, where, suggestion):
    assert (code, where, suggestion) in findings(text)


def test_all_findings_are_told_at_once_in_the_order_of_the_text():
    text = 'evnt.amount > 5 and member.teir == "gold" and event.channel = 3 and $now > event.occurred_at'

    assert codes(text) == ["unknown_word", "unknown_word", "different_kinds", "meant_sign", "refused_function"]


def test_one_mistake_is_one_finding():
    assert codes("(evnt.amount + 5) * 2 > $abs(member.growth)") == ["unknown_word"]


@pytest.mark.parametrize("text, expected", [
    pytest.param("(event.amount > 5", ")", id="closing bracket"),
    pytest.param("event.amount >", "word", id="value"),
    pytest.param("event.amount > 5 6", "and", id="operator"),
    pytest.param("[1, 2", "]", id="closing list"),
])
def test_a_break_says_what_could_follow(text, expected):
    finding = check(text, "condition", SETTING).findings[0]

    assert expected in finding.expected
    assert not {"<<", "=~"} & set(finding.expected)


def test_what_could_follow_really_can():
    finding = check("event.amount > 5 6", "condition", SETTING).findings[0]
    taken = {"and": "and true", "or": "or true", "?": "? true : true", "==": "== true", "end": "", "+": "+ 1"}

    assert set(taken) <= set(finding.expected)
    for sign, rest in taken.items():
        assert "unexpected" not in codes(f"event.amount > 5 {rest}"), sign


def test_a_finding_knows_its_line_and_column():
    span = check("event.amount > 5\n  and evnt.tax > 1", "condition", SETTING).findings[0].span

    assert (span.line, span.column) == (2, 7)


@pytest.mark.parametrize("place, text", [
    ("audience", "member.growth >= 5"), ("line", 'line.brand == "Lumo"'), ("tier", "qualifying.points >= 5"),
    ("conversion", "conversion.points >= 5"), ("price", "reward.value * 100"), ("injection", "period.spend * 0.01"),
    ("progress_distinct", "[l.category for l in event.lines]"), ("progress_distinct", "partner.code"),
    ("odds", "0.1"), ("number", "100 * 5"),
    ("life", 'member.tier == "gold" ? 24 : 12'), ("growth", "event.amount / 10"),
    ("accrual", "matched.amount"), ("progress_add", "matched.quantity"), ("progress_when", "progress.orders > 1"),
])
def test_each_place_takes_its_own_words_and_result(place, text):
    assert codes(text, place) == []


@pytest.mark.parametrize("place, text, code", [
    ("audience", "event.amount > 5", "word_not_here"), ("number", "event.amount", "word_not_here"),
    ("tier", "event.amount > 5", "word_not_here"), ("award", "member.known", "result_kind"),
    ("number", "true", "result_kind"), ("progress_distinct", "event.amount", "result_kind"),
    ("award", "member.age", "may_be_absent"), ("condition", '"yes"', "result_kind"),
])
def test_each_place_refuses_what_it_cannot_take(place, text, code):
    assert codes(text, place) == [code]

"""What operators do: each command says what it did, does it once, and ends with an error when it failed."""

import json
import re
from datetime import timedelta

import pytest
import time_machine

from server.cli import main
from server.clock import now
from server.commands.lazy import LazyGroup
from server.db import reading
from tests.findings import none_of
from tests.server.webhooks.till import PROGRAMME, balance_of


def commands(group=main, path=()):
    """Every command there is, with its path."""
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        yield from commands(command, (*path, name)) if isinstance(command, LazyGroup) else [((*path, name), command)]


def test_every_command_explains_itself_with_an_example_and_each_of_its_options():
    listed = list(commands())

    assert len(listed) > 30
    none_of(" ".join(path) for path, command in listed
            if "Example" not in (command.epilog or "") or f"tandem {' '.join(path[:2])}" not in command.epilog)
    none_of(f"{' '.join(path)} {option.name}" for path, command in listed for option in command.params
            if option.param_type_name == "option" and not option.help)


def test_a_database_without_tables_is_said_so_in_a_sentence(tandem, monkeypatch, tmp_path):
    monkeypatch.setenv("TANDEM_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    assert "`tandem migrate` makes its tables" in tandem("expire", code=1)


def test_an_invalid_setting_is_said_so_in_a_sentence(tandem, monkeypatch):
    monkeypatch.setenv("TANDEM_PORT", "many")

    assert tandem("expire", code=1).startswith("Error: ")


def test_points_lapse_on_the_command_line_once(till, tandem):
    till.post(till.purchase("64.00"))
    day = (now() + timedelta(days=370)).date().isoformat()

    assert tandem("expire", "--as-of", day) == (
        f"As of {day}: 1 lots lapsed with 64 points, 0 were released with 0.\n"
        "0 vouchers lapsed; the points of 0 went back.\n")
    assert "0 lots lapsed" in tandem("expire", "--as-of", day)


def test_tiers_are_reviewed_on_the_command_line(coalition, till, tandem):
    coalition.publish(PROGRAMME.replace("award: 50,", "award: 50, lasts: 10 days,"))
    till.post(till.purchase("1000.00", at=now()))
    day = (now() + timedelta(days=400)).date().isoformat()

    first, again = tandem("tiers", "review", "--as-of", day), tandem("tiers", "review", "--as-of", day)

    assert re.fullmatch(rf"As of {day}: 0 members rose, 1 fell, 3\d kept their tier.\n", first)
    assert again == f"As of {day}: 0 members rose, 0 fell, 0 kept their tier.\n"


def test_pools_are_paid_into_on_the_command_line_once(coalition, tandem):
    pool = "pools: [{code: pot, name: Pot, currency: PTS, injections: [{partner: SHOP, points: 70, every: day}]}]\n"
    with time_machine.travel(now() - timedelta(days=3)):
        coalition.publish(PROGRAMME + pool)
    day = now().date().isoformat()

    first = tandem("inject", "--as-of", day)

    assert "injection:pot:0:" in first
    assert first.endswith("payments made.\n")
    assert tandem("inject", "--as-of", day) == f"As of {day}: 0 payments made.\n"


@pytest.fixture
def month(till):
    """The month before this one, in which something was bought with points and without; its last day is over."""
    at = now().replace(day=1) - timedelta(days=3)
    with time_machine.travel(at, tick=False):
        till.post(till.purchase("600.00", at=at))
        till.post(till.purchase("5.00", points_paid=30, at=at))
    return f"{at:%Y-%m}"


def test_a_month_is_settled_printed_and_stays_as_it_is(till, coalition, tandem, month):
    first = tandem("settle", "--period", month)
    till.post(till.purchase("100.00", at=now() - timedelta(days=25)))

    assert "partner:SHOP:issued                                -705 PTS at 0.01" in first
    assert "programme pays" not in first
    assert "partner:SHOP pays programme 6.75" in first
    assert first.endswith("in sum 0: it nets to zero\n")
    assert tandem("settle", "--period", month) == first


def test_a_statement_as_json_nets_to_zero(tandem, month):
    told = json.loads(tandem("settle", "--period", month, "--format", "json"))

    assert (told["number"], told["period"], sum(told["positions"].values())) == (1, month, 0)
    assert told["payments"] == [["partner:SHOP", "programme", 675]]


def test_what_comes_late_stands_in_the_next_statement(till, tandem, month):
    tandem("settle", "--period", month)
    late = now() - timedelta(days=25)
    till.post(till.purchase("100.00", at=late))
    following = (now().replace(day=1) + timedelta(days=32)).replace(day=1).date()

    with time_machine.travel(now() + timedelta(days=32)):
        told = json.loads(tandem("settle", "--period", f"{now().replace(day=1) - timedelta(days=1):%Y-%m}", "--format",
                                 "json", "--as-of", following.isoformat()))

    assert (told["number"], told["positions"]) == (2, {"partner:SHOP": -100, "programme": 100})


def test_a_month_that_is_not_over_is_not_settled(coalition, tandem):
    assert "period_not_over" in tandem("settle", "--period", f"{now():%Y-%m}", "--as-of", f"{now():%Y-%m}-01", code=1)


def test_where_nothing_happened_there_is_nothing_to_settle(coalition, tandem):
    assert tandem("settle", "--period", "2020-03") == (
        "Nothing happened up to 2020-03; there is nothing to settle.\n")


@pytest.mark.tampers
def test_a_statement_that_its_entry_does_not_give_is_an_error(coalition, tandem, month):
    tandem("settle", "--period", month)
    with coalition.engine.begin() as connection:
        drop = {"sqlite": "DROP TRIGGER statement_no_update",
                "postgresql": "DROP TRIGGER statement_append_only ON statement"}
        connection.exec_driver_sql(drop[coalition.engine.dialect.name])
        connection.exec_driver_sql("UPDATE statement SET body = replace(body, '675', '674')")

    assert "is not what its entry in the ledger gives" in tandem("settle", "--period", month, code=1)


def test_a_member_is_given_points_once_and_they_are_taken_once(till, tandem):
    till.post(till.purchase("64.00"))
    given = ("adjust", "SHOP/M-1", "PTS", "--reference", "c1", "--by", "ada", "--reason", "sorry", "--", "200")

    assert tandem(*given) == "SHOP/M-1: +200 PTS; 264 PTS available then.\n"
    assert tandem(*given) == "SHOP/M-1: was adjusted before; 264 PTS available then.\n"
    assert "reference_conflict" in tandem(*given[:-1], "300", code=1)
    assert "-20 PTS; 244" in tandem(*given[:4], "c2", *given[5:-1], "-20")
    assert "second_person_needed" in tandem(*given[:4], "c3", *given[5:-1], "2000", code=1)
    assert "member_unknown" in tandem("adjust", "SHOP/M-9", *given[2:], code=1)


BALANCES = """\
partner,number,currency,points,expires_on,earned_on,reference
SHOP,M-1,PTS,1200,2030-12-31,2026-01-15,
SHOP,M-1,PTS,70,,2026-01-15,
SHOP,M-1,PTS,30,,2026-01-15,old-1
"""


def test_balances_come_in_once_with_their_dates(till, coalition, tandem, tmp_path):
    till.post(till.purchase("64.00"))
    file = tmp_path / "balances.csv"
    file.write_text(BALANCES)

    assert tandem("import", "balances", str(file)) == "3 lots opened with 1,300 points, 0 were known, 0 rows refused\n"
    assert tandem("import", "balances", str(file)) == "0 lots opened with 0 points, 3 were known, 0 rows refused\n"
    assert balance_of(till.post(till.purchase("1.00"))) == 1365
    with reading(coalition.engine) as connection:
        lots = connection.rows("SELECT points_accrued, expires_on FROM lot WHERE points_accrued IN (1200, 70)")
    assert sorted(lots) == [(70, "2027-01-15"), (1200, "2030-12-31")]


@pytest.mark.parametrize("line, says", [
    pytest.param("SHOP,M-9,PTS,5,,,", "number: SHOP has no member M-9; import it first", id="an unknown member"),
    pytest.param("SHOP,M-1,XYZ,5,,,", "currency: the programme has no currency XYZ", id="an unknown currency"),
    pytest.param("SHOP,M-1,PTS,5.5,,,", "points: '5.5' is no whole number", id="half a point"),
    pytest.param("SHOP,M-1,PTS,-5,,,", "points: '-5' is no whole number", id="a debt"),
    pytest.param("SHOP,M-1,PTS,5,31.12.2026,,", "expires_on: '31.12.2026' is not a date", id="a date of another form"),
    pytest.param(",,PTS,5,,,", "number: a lot needs the member's number", id="nobody"),
    pytest.param("SHOP,M-1,PTS,70,,2026-01-15,", "reference: an equal lot stands in an earlier row", id="an equal lot"),
    pytest.param("SHOP,M-1,PTS,71,,2026-01-15,", "reference: an equal lot stands in an earlier row", id="or like it"),
])
def test_a_bad_row_is_named_and_holds_up_no_other(till, tandem, tmp_path, line, says):
    till.post(till.purchase("64.00"))
    file = tmp_path / "balances.csv"
    file.write_text(f"{BALANCES}{line}\n")

    said = tandem("import", "balances", str(file), code=1)

    assert f"balances.csv:5: {says}" in said
    assert "3 lots opened with 1,300 points, 0 were known, 1 rows refused" in said


def test_a_lot_that_came_with_other_points_is_not_brought_in_again(till, tandem, tmp_path):
    till.post(till.purchase("64.00"))
    file = tmp_path / "balances.csv"
    file.write_text(BALANCES)
    tandem("import", "balances", str(file))
    file.write_text(BALANCES.replace("1200", "1300"))

    assert "points: this lot was imported before with 1200 points" in tandem("import", "balances", str(file), code=1)


def test_a_file_without_its_columns_is_refused(coalition, tandem, tmp_path):
    file = tmp_path / "balances.csv"
    file.write_text("partner,points\nSHOP,5\n")

    said = tandem("import", "balances", str(file), code=1)

    assert "balances.csv:1: currency: this column is missing" in said


def test_statistics_are_printed_and_recounted(till, tandem, follow):
    till.post(till.purchase("64.00"))
    assert tandem("statistics", "recount") == "The statistics were right.\n"

    follow()

    assert "SHOP,accrual:base,PTS,1,64,0,0" in tandem("statistics", "show")
    assert tandem("statistics", "show", "--partner", "AIR").count("\n") == 1
    assert tandem("statistics", "recount") == "The statistics were right.\n"

"""``tandem programme check`` and ``tandem examples``: lines for editors, JSON for tools, no database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from server.cli import COMMANDS, main
from server.commands.programme import COMMANDS as PROGRAMME_COMMANDS
from server.commands.programme import programme
from tests.server.broken_files import SOUND

EXAMPLES = """\
examples:
  - name: coffee counts twice
    steps:
      - {at: 2026-03-02 10:00, partner: air, buys: {coffee: 100}, expect: {points: {AIR: %s}}}
"""
WITH_BASE = SOUND + "accruals:\n  - {code: base, points: matched.amount}\n"


def tandem(*arguments, **more):
    return CliRunner().invoke(main, arguments, catch_exceptions=False, **more)


def check(*arguments, **more):
    return tandem("programme", "check", "--as-of", "2026-03-01", *arguments, **more)


def test_a_sound_file_ends_with_success(file):
    answer = check(file(SOUND))

    assert (answer.exit_code, answer.output) == (0, f"{file(SOUND)}: nothing to say against it\n")


def test_a_fault_is_one_line_with_its_place_and_what_was_meant(file):
    path = file(SOUND.replace("event.type", "event.typ"))
    answer = check(path)

    assert answer.exit_code == 1
    assert answer.stdout.startswith(f"{path}:21:11: error unknown_word: ")
    assert "(did you mean event.type?)" in answer.stdout
    assert answer.stderr == f"{path}: 1 error, 0 warnings\n"


def test_a_warning_alone_ends_with_success(file):
    answer = check(file(SOUND.replace(", zh_Hant_TW: 聯合", "")))

    assert answer.exit_code == 0
    assert "warning missing_locale" in answer.stdout


def test_what_is_expected_where_a_rule_breaks_off_is_told(file):
    answer = check(file(SOUND.replace("multiplier: 2", "multiplier: 2 +")))

    assert "error breaks_off" in answer.stdout
    assert "expected " in answer.stdout


def test_findings_are_given_as_json(file):
    answer = check("--format", "json", file(SOUND.replace("CNY", "yuan")))
    data = json.loads(answer.stdout)

    assert (answer.exit_code, data["sound"], data["hash"]) == (1, False, None)
    assert [(one["code"], one["path"], one["line"], one["column"]) for one in data["findings"]] == [
        ("bad_money", "/money", 4, 8)]


def test_a_sound_file_is_named_by_its_hash(file):
    data = json.loads(check("--format", "json", file(SOUND)).stdout)

    assert (data["sound"], len(data["hash"])) == (True, 64)


def test_a_file_can_be_piped_in():
    answer = check("-", input="code: [")

    assert answer.exit_code == 1
    assert answer.stdout.startswith("-:2:1: error bad_yaml: ") or answer.stdout.startswith("-:1:")


def test_a_file_that_is_not_there_is_an_error_of_usage():
    assert check("nowhere.yaml").exit_code == 2


@pytest.mark.parametrize("expected, code, line", [
    pytest.param(100, 0, "ok      coffee counts twice", id="holds"),
    pytest.param(101, 1, "FAILED  coffee counts twice", id="fails"),
])
def test_examples_are_told_one_by_one(file, expected, code, line):
    answer = tandem("examples", file(WITH_BASE + EXAMPLES % expected))

    assert answer.exit_code == code
    assert line in answer.stdout


def test_a_failing_example_says_what_came_instead_and_where_it_stands(file):
    path = file(WITH_BASE + EXAMPLES % 101)
    answer = tandem("examples", path)

    assert f"({path}:41)" in answer.stdout
    assert "expected 101, got 100" in answer.stdout
    assert answer.stdout.endswith("1 example, 1 failed\n")


def test_a_failing_example_keeps_a_programme_from_being_sound(file):
    answer = check(file(WITH_BASE + EXAMPLES % 101))

    assert answer.exit_code == 1
    assert ":41:5: error example_failed: coffee counts twice" in answer.stdout
    assert check("--no-examples", file(WITH_BASE + EXAMPLES % 101)).exit_code == 0


def test_examples_of_a_file_with_errors_are_not_run(file):
    answer = tandem("examples", file(WITH_BASE.replace("CNY", "yuan") + EXAMPLES % 100))

    assert answer.exit_code == 1
    assert "error bad_money" in answer.stdout
    assert "0 examples" in answer.stdout


def test_examples_are_given_as_json(file):
    answer = tandem("examples", "--format", "json", file(WITH_BASE + EXAMPLES % 100))

    assert json.loads(answer.stdout)["examples"][0]["passed"] is True


def test_an_unknown_command_comes_with_the_nearest():
    answer = tandem("programe")

    assert answer.exit_code == 2
    assert "Did you mean programme?" in answer.stderr


@pytest.mark.parametrize("group, table", [pytest.param(main, COMMANDS, id="tandem"),
                                          pytest.param(programme, PROGRAMME_COMMANDS, id="tandem programme")])
def test_every_command_of_a_table_exists_and_is_listed(group, table):
    listed = CliRunner().invoke(group, ["--help"]).output

    for name, (_, line) in table.items():
        assert line in " ".join(listed.split())
        assert CliRunner().invoke(group, [name, "--help"]).exit_code == 0


@pytest.mark.parametrize("arguments", [["programme", "check"], ["examples"]])
def test_help_shows_an_example(arguments):
    assert f"Example:\n    tandem {' '.join(arguments)} coalition.yaml" in tandem(*arguments, "--help").output


def test_without_a_day_a_file_is_checked_against_today(file):
    over = SOUND.replace("2026-03-01, ends_at: 2026-03-31", "2019-12-01, ends_at: 2019-12-31")
    answer = tandem("programme", "check", file(over))

    assert "warning window_past" in answer.stdout


def test_the_check_starts_without_a_database_or_a_web_server():
    script = ("import sys; from server.commands import programme_check, examples; "
              "print([name for name in ('sqlalchemy', 'flask', 'requests') if name in sys.modules])")

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"

"""``tandem examples FILE`` on the worked mechanics, whole and with one figure changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from server.commands.examples import examples

FOLDER = Path(__file__).parents[3] / "docs" / "samples" / "mechanics"


def tandem_examples(file):
    return CliRunner().invoke(examples, [str(file)])


@pytest.mark.parametrize("name", ["M16", "M48", "M60"])
def test_a_mechanic_that_holds_ends_well(name):
    answer = tandem_examples(FOLDER / f"{name}.yaml")

    assert answer.exit_code == 0
    assert "0 failed" in answer.output


def test_a_wrong_expectation_fails_with_a_difference_to_read(tmp_path):
    file = tmp_path / "programme.yaml"
    file.write_text((FOLDER / "M16.yaml").read_text().replace("balance: 1100", "balance: 1150"))

    answer = tandem_examples(file)

    assert answer.exit_code == 1
    assert ("member PTS balance: expected 1,150, got 1,100: +600 at 2026-03-03 09:15 (base 300, happy-hour 300); "
            "+450 at 2026-03-03 09:45 (base 250, happy-hour 200)") in answer.output


def test_a_misspelt_word_is_placed_in_the_file_with_the_right_one(tmp_path):
    file = tmp_path / "programme.yaml"
    text = (FOLDER / "M01.yaml").read_text().replace("expect: {points: 5}", "expect: {ponts: 5}")
    file.write_text(text)
    line = 1 + text[:text.index("ponts")].count("\n")

    answer = tandem_examples(file)

    assert answer.exit_code == 1
    assert f":{line}:" in answer.output
    assert "did you mean points?" in answer.output

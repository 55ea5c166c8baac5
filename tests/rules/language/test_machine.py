"""The language means the same on every machine: in another zone, another locale, with other hashes."""

import os
import subprocess
import sys

import pytest

from rules.errors import RuleFailure
from rules.language import check, evaluate
from rules.language.engine import VERSION
from rules.vocabulary.page import page
from rules.vocabulary.sample import FACTS, SCOPE, SETTING
from server.trial import ROOT

PAGE = "from rules.vocabulary.page import page; import sys; sys.stdout.buffer.write(page('zh_Hant_TW').encode())"


@pytest.mark.parametrize("machine", [
    {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "1"},
])
def test_every_outcome_of_the_page_is_the_same_on_another_machine(machine):
    written = subprocess.run([sys.executable, "-c", PAGE], cwd=ROOT, env={**os.environ, **machine},
                             capture_output=True, check=True).stdout

    assert written.decode() == page("zh_Hant_TW")


def test_the_engine_is_the_version_whose_inner_parts_are_used():
    assert f"rule-engine =={VERSION}" in (ROOT / "setup.cfg").read_text()


def test_entries_of_a_set_are_evaluated_in_the_order_written():
    checked = check("event.amount in {$floor_to(1, 0 * event.tax), $min([l.amount for l in []]), 1 % (event.tax * 0)}",
                    "condition", SETTING)

    for _ in range(20):
        with pytest.raises(RuleFailure, match="the step must be above 0"):
            evaluate(checked, FACTS, SCOPE)

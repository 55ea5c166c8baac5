"""Every problem is documented with its status, and nothing is documented that is not one."""

import re

from server.problems import TABLE
from tests.tree import ROOT

ROW = re.compile(r"^\| `([a-z_]+)` \| (\d+) \| .", re.M)


def test_the_documented_problems_are_those_of_the_table():
    documented = dict(ROW.findall((ROOT / "docs/problems.md").read_text()))

    assert documented == {code: str(status) for code, (status, _) in TABLE.items()}

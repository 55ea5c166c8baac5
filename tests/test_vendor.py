"""What was taken from elsewhere is as it came."""

import hashlib
import re

from tests.tree import ROOT

VENDOR = ROOT / "static" / "vendor"
ROW = re.compile(r"^\| (\S+/\S+) \| ([0-9a-f]{64}) \|$", re.M)


def test_every_vendored_file_is_listed_with_its_sum():
    listed = dict(ROW.findall((VENDOR / "VENDOR.md").read_text()))
    found = {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
             for path in VENDOR.rglob("*") if path.is_file() and path.name != "VENDOR.md"}

    assert found == listed

"""What is written for partners is true: the first calls work as they stand, the page and the document agree."""

import os
import re
import subprocess
import sys
from threading import Thread

import pytest
from werkzeug.serving import make_server

from server.api import doors
from server.api.operations import LONGEST_KEY, MOST, OPERATIONS
from server.services.members.identities import GOOD_FOR
from server.services.points.reserving import STANDS
from server.services.rewards.catalogue import WHY_NOT
from server.settings import Settings
from tests.findings import none_of
from tests.tree import ROOT

MANUAL = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SHELL, PYTHON = (re.search(rf"^```{kind}\n(.*?)^```", MANUAL, re.M | re.S).group(1) for kind in ("sh", "python"))


@pytest.fixture
def served(site, shop):
    """The environment of a partner's program that calls a real server."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield {"TANDEM_URL": f"http://127.0.0.1:{server.port}", "TANDEM_KEY": shop.bearer, "PATH": os.environ["PATH"],
           "NO_PROXY": "127.0.0.1"}
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("program, said", [
    (["sh", "-c", SHELL], '"to-miles"'), ([sys.executable, "-c", PYTHON], "PTS")], ids=["curl", "python"])
def test_the_first_calls_work_as_they_stand(served, program, said):
    ran = subprocess.run(program, env=served, capture_output=True, text=True, check=False, timeout=60)

    assert (ran.returncode, said in ran.stdout) == (0, True), ran.stderr


def test_the_figures_are_those_of_the_code():
    assert f"up to {LONGEST_KEY} characters" in MANUAL
    assert f"`?limit=` up to {MOST}" in MANUAL
    assert f"{Settings().partner_requests_per_second} requests a second" in MANUAL
    assert f"{doors.MISSES_PER_MINUTE} things a minute" in MANUAL
    assert (GOOD_FOR.seconds, STANDS.days) == (600, 7)
    none_of(f"not told: {code}" for code in WHY_NOT if f"`{code}`" not in MANUAL)


def test_every_address_stands_on_the_page(site):
    page = site.visitor().get("/docs")

    assert page.status_code == 200
    none_of(each.name for each in OPERATIONS if f'id="{each.name}"' not in page.text)
    assert len(page.data) < 150_000
    assert "nonce-" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text


def test_every_address_of_the_manual_exists():
    named = re.findall(r"`(GET|POST|PATCH) (/[a-z/<>]+)`", MANUAL.replace("`POST\n/", "`POST /"))
    known = {(each.method, each.path) for each in OPERATIONS}

    assert len(named) > 8
    none_of(f"{method} {path}" for method, path in named if (method, path) not in known)



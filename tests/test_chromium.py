"""How the browser of the browser tests is found, with programs made up for the purpose."""

import os

import pytest

from tests.browser import ensure_chromium as browser

APT_GET = '#!/bin/sh\nfor word; do :; done\n[ "$word" = update ] || {{ : > {0}/$word; /bin/chmod +x {0}/$word; }}\n'


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """An otherwise empty PATH; ``programs(name, text)`` puts a program there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name, text="#!/bin/sh\n"):
        (folder / name).write_text(text.format(folder))
        (folder / name).chmod(0o755)
        return str(folder / name)

    return put


@pytest.fixture
def browser_tests(tmp_path):
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_page.py").touch()
    return folder


@pytest.mark.parametrize("name", browser.NAMES)
def test_a_browser_is_found_by_any_of_its_names(name, programs, browser_tests):
    path = programs(name)

    assert browser.ensure_chromium(browser_tests) == path


def test_without_browser_tests_no_browser_is_asked_for(programs, tmp_path):
    assert browser.ensure_chromium(tmp_path / "none") == "no browser tests here"


def test_an_administrator_of_a_debian_gets_one_installed(programs, browser_tests, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs("apt-get", APT_GET)

    assert browser.ensure_chromium(browser_tests).endswith("/bin/chromium")


@pytest.mark.parametrize("user, package_manager", [
    pytest.param(1000, "apt-get", id="a plain user"),
    pytest.param(0, "dnf", id="another system"),
])
def test_who_may_not_install_is_told_what_is_missing(
    user, package_manager, programs, browser_tests, monkeypatch
):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    programs(package_manager, APT_GET)

    with pytest.raises(SystemExit, match="apt-get install chromium"):
        browser.ensure_chromium(browser_tests)

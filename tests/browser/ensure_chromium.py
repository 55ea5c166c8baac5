"""Find the Chromium that browser tests drive, or install it where that may be done.

Playwright's own browser download is deliberately not used: a system package is signed, kept current
by the system, and there on most machines already.

Run as a program before the tests: fails only if there are browser tests and no browser for them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT_INSTALL = (
    ("apt-get", "-qq", "update"),
    ("apt-get", "-qq", "install", "--yes", "--no-install-recommends", "chromium"),
)


def find_chromium() -> str | None:
    """Path of the first browser found by name, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def may_install() -> bool:
    """Whether this is a Debian-like system and we are its administrator."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install Debian's Chromium. Raises CalledProcessError if the package manager refuses."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in APT_INSTALL:
        subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


def browser_tests(folder: Path) -> list[Path]:
    """The test files that need a browser."""
    return sorted(folder.glob("test_*.py"))


def ensure_chromium(folder: Path) -> str:
    """Say which browser the tests in ``folder`` use; exit with a sentence if they need one in vain."""
    if not browser_tests(folder):
        return "no browser tests here"
    if find_chromium() is None and may_install():
        install()
    return find_chromium() or sys.exit(
        f"The browser tests need one of {', '.join(NAMES)}, and none is installed "
        "(Debian, Ubuntu: apt-get install chromium)."
    )


if __name__ == "__main__":
    sys.stdout.write(f"chromium: {ensure_chromium(Path(__file__).parent)}\n")

"""What is shipped is what is here; what is locked is what is declared."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.findings import none_of
from tests.tree import PRODUCT, ROOT, project_files

pytestmark = pytest.mark.xdist_group("wheel")  # built once, not once a worker
DATA_PACKAGES = {"static": "server.static", "templates": "server.templates", "docs/samples": "server.samples"}
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)( ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)


@pytest.fixture(scope="module")
def configuration():
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def clean_copy(tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy")
    for path in project_files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, copy / path)
    return copy


@pytest.fixture(scope="module")
def wheel(clean_copy, tmp_path_factory):
    source, out = tmp_path_factory.mktemp("source") / "tandem", tmp_path_factory.mktemp("wheel")
    shutil.copytree(clean_copy, source)
    pip("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(out), str(source))
    return ZipFile(next(out.glob("*.whl")))


def test_every_folder_of_code_is_listed_as_a_package(configuration):
    listed = set(configuration["options"]["packages"].split())
    folders = {path.parent for path in project_files() if path.suffix == ".py" and path.parts[0] in PRODUCT}

    assert listed == {".".join(folder.parts) for folder in folders} | set(DATA_PACKAGES.values())


def test_the_wheel_holds_every_file_of_the_product_and_nothing_else(wheel, clean_copy):
    shipped = {Path(name) for name in wheel.namelist() if ".dist-info/" not in name}
    wanted = set(filter(None, map(place_in_wheel, project_files(clean_copy))))

    none_of(f"not shipped: {path}" for path in sorted(wanted - shipped))
    none_of(f"shipped though it is no part of the product: {path}" for path in sorted(shipped - wanted))


def test_the_wheel_brings_the_command_and_its_licence(wheel):
    names = {name.split(".dist-info/")[1]: name for name in wheel.namelist() if ".dist-info/" in name}

    assert "tandem = server.cli:main" in wheel.read(names["entry_points.txt"]).decode()
    assert wheel.read(names["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_with_hashes_and_names_no_place_to_download_from(lock):
    rest = PIN.sub("", lock.read_text())

    assert len(pins(lock)) > 1
    none_of(line for line in rest.splitlines() if line and not line.lstrip().startswith("#"))
    assert "://" not in rest


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_agree_with_each_other(lock):
    largest = pins(ROOT / "requirements-bench.lock") | pins(ROOT / "requirements-installer.lock")

    assert pins(lock).items() <= largest.items()


def test_every_declared_dependency_is_locked(configuration):
    extras = "\n".join(configuration["options.extras_require"].values())
    declared = re.findall(r"^([\w-]+)", configuration["options"]["install_requires"] + "\n" + extras, re.M)
    locked = {name for name, _marker in pins(ROOT / "requirements-bench.lock")}

    none_of(name for name in declared if name.lower() not in locked)


def test_the_environment_of_this_run_has_no_conflict():
    assert "No broken requirements found" in pip("check")


def test_a_file_that_is_no_part_of_the_product_has_no_place_in_the_wheel():
    places = map(place_in_wheel, map(Path, ["README.md", "server/a.py", "templates/me/page.html"]))

    assert list(map(str, places)) == ["None", "server/a.py", "server/templates/me/page.html"]


def place_in_wheel(path):
    if path.parts[0] in PRODUCT:
        return path
    for folder, package in DATA_PACKAGES.items():
        if path.is_relative_to(folder):
            return Path(*package.split("."), path.relative_to(folder))
    return None


def pins(lock):
    """Version by (name, marker); a name may be pinned differently for different Pythons."""
    return {(name, marker): version for name, version, marker, _hashes in PIN.findall(lock.read_text())}


def pip(*arguments):
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

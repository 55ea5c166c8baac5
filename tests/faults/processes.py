"""A server as a process group of its own that can be killed with everything it started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

START_SECONDS = 60


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Process:
    """One ``tandem`` command, started again after each kill; its words go to a log file."""

    def __init__(self, command: str, environment: dict[str, str], folder: Path, *options: str) -> None:
        self.command, self.environment, self.folder, self.options = command, environment, folder, options
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a process group of its own."""
        with (self.folder / f"{self.command}.log").open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "server", self.command, *self.options], env={**os.environ, **self.environment},
                stdout=log, stderr=log, start_new_session=True)

    def kill(self) -> None:
        """SIGKILL to all of it, and wait until it is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as an operator stops it."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._running is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.pid, number)
            self._running.wait(timeout=START_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running = None


def wait_until_ready(url: str) -> None:
    """Return once the server is ready. Raises RequestException if it does not become so."""
    knocks = Retry(total=START_SECONDS * 2, backoff_factor=0.05, backoff_max=0.5, status_forcelist=[503])
    with requests.Session() as visitor:
        visitor.mount(url, HTTPAdapter(max_retries=knocks))
        visitor.get(f"{url}/readyz", timeout=5).raise_for_status()

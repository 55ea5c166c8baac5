"""A rule is tried before it is kept: in a child process, with little time and memory, on sample facts.

The guard of the language refuses what is known to be costly without any of this; the trial is for what nobody
thought of. One child serves many trials; a child that does not answer in time is killed, and the next trial
starts another. A trial never raises because of a rule.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Literal

from rules.language import Setting
from rules.language.guard import LONGEST
from rules.programme import Place
from server.clock import stopwatch_seconds

SECONDS = 0.2
"""Processor time of one trial, which the child holds itself to."""
PATIENCE_SECONDS = 5.0
"""How long an answer is waited for: a busy machine gives a child its processor time late."""
MEGABYTES = 512
START_SECONDS = 120.0
STARTS = 2
ROOT = Path(__file__).resolve().parent.parent

Outcome = Literal["gave", "failed", "refused", "cut_off"]


@dataclass(frozen=True, slots=True)
class Trial:
    """How a rule did: ``gave`` a value (in ``detail``), ``failed`` or was ``refused`` (why), or was ``cut_off``."""

    outcome: Outcome
    detail: str = ""


class Trials:
    """Tries rules one after the other; safe to share between threads. ``close`` ends the child."""

    def __init__(self, *, seconds: float = SECONDS, patience_seconds: float = PATIENCE_SECONDS,
                 megabytes: int = MEGABYTES, command: Sequence[str] | None = None) -> None:
        self._patience_seconds = patience_seconds
        self._command = command or (sys.executable, "-m", "server.trial_child", str(seconds), str(megabytes))
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def tried(self, text: str, place: Place, setting: Setting) -> Trial:
        """The outcome of one rule, within ``patience_seconds`` once the child runs."""
        if len(text) > LONGEST:
            return Trial("refused", "too_long")
        request = json.dumps({"text": text, "place": place, "setting": asdict(setting)})
        with self._lock:
            line = self._asked(request)
            if line is None:
                self._end()
                return Trial("cut_off")
        return Trial(**json.loads(line))

    def close(self) -> None:
        """End the child; a later trial starts another."""
        with self._lock:
            self._end()

    def _asked(self, request: str) -> bytes | None:
        """The child's answer; None when it did not come in time."""
        child = self._running()
        assert child.stdin is not None
        try:
            child.stdin.write(request.encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            return None
        return _line_from(child, self._patience_seconds)

    def _running(self) -> subprocess.Popen[bytes]:
        """The child, started when there is none; raises ``RuntimeError`` when it cannot be."""
        if self._child is not None and self._child.poll() is None:
            return self._child
        for _ in range(STARTS):
            self._end()
            self._child = self._started()
            if _line_from(self._child, START_SECONDS) == b"ready\n":
                return self._child
        self._end()
        raise RuntimeError("the process that tries rules did not start")

    def _started(self) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        return subprocess.Popen(  # noqa: S603 – our own program
            self._command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths})

    def _end(self) -> None:
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                _close(pipe)
        self._child = None


def _close(pipe: object) -> None:
    """Close a pipe whose other end may be gone with data unread."""
    try:
        pipe.close()  # type: ignore[attr-defined]
    except BrokenPipeError:
        return


def _line_from(child: subprocess.Popen[bytes], seconds: float) -> bytes | None:
    """The next whole line that a child writes; None when none came in time or the child is gone."""
    assert child.stdout is not None
    deadline, line = stopwatch_seconds() + seconds, b""
    while not line.endswith(b"\n"):
        left = max(0.0, deadline - stopwatch_seconds())
        if not select.select([child.stdout], [], [], left)[0]:
            return None
        piece = os.read(child.stdout.fileno(), 65_536)
        if not piece:
            return None
        line += piece
    return line

"""The child in which rules are tried: reads one request a line, answers one line, and dies rather than linger.

Run by ``server.trial`` as ``python -m server.trial_child CPU_SECONDS MEGABYTES``; nothing else should. A request is
``{"text", "place", "setting"}``, an answer ``{"outcome", "detail"}``. The processor time is limited for each
request, the memory once and for all.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from typing import Any

from rules.errors import RuleFailure
from rules.language import Setting, check, evaluate
from rules.vocabulary.sample import FACTS, SCOPE

LONGEST_DETAIL = 200


def limit_memory(megabytes: int) -> None:
    """Let no more than this be allocated; beyond it Python raises ``MemoryError``."""
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def limit_time(seconds: float) -> None:
    """Let the kernel end this process after so much processor time from now."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def answer(request: dict[str, Any]) -> dict[str, str]:
    """Outcome of one rule on the sample facts: ``gave`` a value, ``failed``, or ``refused`` before it ran."""
    setting = Setting(**{name: _frozen(names) for name, names in request["setting"].items()})
    checked = check(request["text"], request["place"], setting)
    if checked.tree is None:
        return {"outcome": "refused", "detail": checked.findings[0].code}
    try:
        return {"outcome": "gave", "detail": str(evaluate(checked, FACTS, SCOPE))[:LONGEST_DETAIL]}
    except RuleFailure as failure:
        return {"outcome": "failed", "detail": failure.cause[:LONGEST_DETAIL]}


def _frozen(value: Any) -> Any:
    """Lists of JSON as the tuples of a setting."""
    return tuple(_frozen(entry) for entry in value) if isinstance(value, list) else value


def main(cpu_seconds: float, megabytes: int) -> None:
    """Answer requests until the input ends."""
    limit_memory(megabytes)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        limit_time(cpu_seconds)
        reply = json.dumps(answer(json.loads(line)))
        limit_time(0)
        sys.stdout.write(f"{reply}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))

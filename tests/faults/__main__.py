"""``python -m tests.faults``: the long run, on both databases; prints its seed."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.databases import create_postgres
from tests.faults import bank
from tests.faults.drive import run
from tests.postgres import new_server


def main() -> int:
    """Run on both databases; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--bank-seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    given = parser.parse_args()
    server = new_server()
    server.start_once()
    broken = 0
    try:
        for kind in ("sqlite", "postgresql"):
            with tempfile.TemporaryDirectory() as folder:
                url = f"sqlite:///{folder}/faults.sqlite3" if kind == "sqlite" else create_postgres(server.url)[0]
                report = run(url, Path(folder), seed=given.seed, events=given.events, kills=given.kills)
            print(f"{kind}: seed {report.seed}, {report.kills} kills, {report.acknowledged} acknowledged of which "
                  f"{report.replayed} repeats, {len(report.broken)} broken promises")
            print("\n".join(f"  {sentence}" for sentence in report.broken[:20]))
            broken += len(report.broken) + _bank(kind, server.url, given.seed, given.bank_seconds)
    finally:
        server.remove()
    return 1 if broken else 0


def _bank(kind: str, server_url: str, seed: int, seconds: float) -> int:
    """The bank test on a database of its own; how often it did not balance."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bank.sqlite3" if kind == "sqlite" else create_postgres(server_url)[0]
        seen = bank.run(url, Path(folder), seed=seed, seconds=seconds)
    print(f"{kind}: {seen.written} written, {seen.refused} refused, {seen.snapshots} snapshots, "
          f"{len(seen.broken)} unbalanced")
    print("\n".join(f"  {line}" for line in seen.broken[:20]))
    return len(seen.broken)


sys.exit(main())

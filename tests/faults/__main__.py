"""``python -m tests.faults``: the long run, on both databases; prints its seed."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.databases import create_postgres
from tests.faults.drive import run
from tests.postgres import new_server


def main() -> int:
    """Run on both databases; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
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
            broken += len(report.broken)
    finally:
        server.remove()
    return 1 if broken else 0


sys.exit(main())

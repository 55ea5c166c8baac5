"""``python -m tests.bench [name …] [--size small|medium|full]``: measure; the exit code tells of a missed bar."""

import argparse
import sys

from tests.bench import language, links, reads, rules, server
from tests.bench.server import SMALL

BENCHES = {
    "language": lambda size: language.bench(short=size == SMALL),
    "rules": lambda size: rules.bench(short=size == SMALL),
    "server": server.bench,
    "reads": reads.bench,
    "links": links.bench,
}
"""Each takes the name of a size, prints its tables, and returns its bars."""


def main() -> int:
    """Run what the command line names, all when it names none."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []])
    parser.add_argument("--size", choices=server.SIZES, default=server.FULL, help=(
        "small shows that everything runs; medium has a base of 20,000 members; full has 1,000 campaigns, "
        "200,000 members with 1,000,000 events and batches of 1,000"))
    parser.add_argument("--short", action="store_const", const=SMALL, dest="size", help="the same as --size small")
    given = parser.parse_args()
    bars = [bar for name in given.names or BENCHES for bar in BENCHES[name](given.size)]
    print("\n" + "\n".join(map(str, bars)))
    return int(not all(bar.met for bar in bars))


sys.exit(main())

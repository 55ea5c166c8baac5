"""``python -m tests.bench [name …] [--short]``: measure; the exit code tells whether a bar was missed."""

import argparse
import sys

from tests.bench import language, rules, server

BENCHES = {"language": language.bench, "rules": rules.bench, "server": server.bench}
"""Each takes ``short``, prints its tables, and returns its bars."""


def main() -> int:
    """Run what the command line names, all when it names none."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []])
    parser.add_argument("--short", action="store_true", help="fewer rounds and campaigns: a look, not a verdict")
    given = parser.parse_args()
    bars = [bar for name in given.names or BENCHES for bar in BENCHES[name](short=given.short)]
    print("\n" + "\n".join(map(str, bars)))
    return int(not all(bar.met for bar in bars))


sys.exit(main())

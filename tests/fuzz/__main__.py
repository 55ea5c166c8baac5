"""``python -m tests.fuzz [name …] [--seed N] [--scale X]``: run the searches, all of them when none is named."""

import argparse
import secrets
import sys

from tests.fuzz import api, http, index, rules

SEARCHES = {"rules": rules.search, "index": index.search, "http": http.search, "api": api.search}
"""Each takes (seed, scale) and returns how many differences it found."""


def main() -> int:
    """Run what the command line names; the exit code tells whether anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("names", nargs="*", choices=[*SEARCHES, []])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--scale", type=float, default=1.0)
    given = parser.parse_args()
    print(f"seed {given.seed}")
    return int(sum(SEARCHES[name](given.seed, given.scale) for name in given.names or SEARCHES) > 0)


sys.exit(main())

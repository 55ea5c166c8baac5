"""``tandem programme check FILE``: every finding with its line and column; needs no database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rules.canonical import content_hash
from rules.errors import Finding
from rules.programme import Programme
from rules.stories.examples import findings as run_examples
from server import clock
from server.commands.findings import FILE, FORMAT, as_data, has_error, line, open_programme, tally

EXAMPLE = """
\b
Example:
  tandem programme check coalition.yaml
  tandem programme check --format json coalition.yaml > findings.json
"""


@click.command("check", epilog=EXAMPLE)
@click.argument("file", type=FILE)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="Day to check against; today by default.")
@click.option("--examples/--no-examples", default=True, help="Whether the worked examples are run too.")
@FORMAT
def check(file: Path, as_of: datetime | None, examples: bool, form: str) -> None:
    """Say everything that is wrong in a programme file.

    Exit code 1 when there is an error; warnings alone are fine.
    """
    today = (as_of or clock.now()).date()
    read = open_programme(file)
    findings = read.checked(today, run_examples if examples else None)
    wrong = has_error(findings)
    if form == "json":
        click.echo(json.dumps(_answer(file, read.programme, findings), ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(line(file, finding))
        click.echo(f"{file}: {tally(findings) if findings else 'nothing to say against it'}", err=wrong)
    raise SystemExit(int(wrong))


def _answer(file: Path, programme: Programme | None, findings: tuple[Finding, ...]) -> dict[str, Any]:
    sound = programme is not None and not has_error(findings)
    return {
        "file": str(file), "sound": sound,
        "hash": content_hash(programme) if programme is not None and sound else None,
        "findings": [as_data(finding) for finding in findings],
    }

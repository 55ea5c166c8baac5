"""``tandem examples FILE``: run the worked examples of a programme file in memory; needs no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from rules.errors import Finding
from rules.stories.examples import Report, Told, run
from server.commands.findings import FILE, FORMAT, as_data, counted, has_error, line, open_programme
from server.programme_file import ProgrammeFile

EXAMPLE = """
\b
Example:
  tandem examples coalition.yaml
"""


@click.command("examples", epilog=EXAMPLE)
@click.argument("file", type=FILE)
@FORMAT
def examples(file: Path, form: str) -> None:
    """Run the worked examples of a programme file.

    They run in memory, on the clock they set, through the code that the server uses. Exit code 1 when one
    fails, with the difference, or when the file has errors.
    """
    read = open_programme(file)
    errors = [finding for finding in read.checked() if finding.severity == "error"]
    report = Report(()) if errors or read.programme is None else run(read.programme)
    faults = (*errors, *map(read.locate, report.findings))
    if form == "json":
        click.echo(json.dumps(_answer(file, faults, report), ensure_ascii=False, indent=2))
    else:
        _tell(file, read, faults, report)
    raise SystemExit(int(has_error(faults) or not report.passed))


def _tell(file: Path, read: ProgrammeFile, faults: tuple[Finding, ...], report: Report) -> None:
    for fault in faults:
        click.echo(line(file, fault))
    for told in report.told:
        click.echo(f"ok      {told.name}" if told.passed else f"FAILED  {told.name} ({_place(file, read, told)})")
        for difference in told.differences:
            click.echo(f"        {difference}")
    failed = sum(not told.passed for told in report.told)
    click.echo(f"{file}: {counted(len(report.told), 'example')}, {failed} failed")


def _place(file: Path, read: ProgrammeFile, told: Told) -> str:
    span = read.locate(Finding("", "", path=told.path)).span
    return f"{file}:{span.line}" if span else str(file)


def _answer(file: Path, faults: tuple[Finding, ...], report: Report) -> dict[str, Any]:
    return {
        "file": str(file), "passed": report.passed and not faults,
        "findings": [as_data(fault) for fault in faults],
        "examples": [{"name": told.name, "path": told.path, "steps": told.steps, "passed": told.passed,
                      "differences": list(told.differences)} for told in report.told],
    }

"""``tandem programme export``: a version, or the draft, as a file."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from server.commands.opened import opened
from server.commands.versions_named import LIVE, named
from server.programme_file import write

EXAMPLE = """
\b
Examples:
  tandem programme export > coalition.yaml
  tandem programme export 3f2a91 -o january.yaml
"""


@click.command("export", epilog=EXAMPLE)
@click.argument("version", default=LIVE)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def export(version: str, output: Path | None) -> None:
    """Write a programme as a file: VERSION is live (the default), draft, or a version's hash or its beginning."""
    with opened() as (_, engine, versions), Session(engine) as session:
        text = write(named(session, versions, version))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"{output} written.")

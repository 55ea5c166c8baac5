"""``tandem send FILE``: sign and post events as a partner, with a progress bar, resumable."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import requests
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from server.sending import Channel, SendFailed

EXAMPLE = """
\b
Example:
  tandem send sales.ndjson --partner LUMO --secret whsec_… --url http://127.0.0.1:8000
"""


class Rate(ProgressColumn):
    """Events a second, over the last moments."""

    def render(self, task: Task) -> Text:
        """The rate as text, empty before the first answer."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


@click.command("send", epilog=EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partner", required=True, help="Code of the partner to post as.")
@click.option("--secret", required=True, envvar="TANDEM_PARTNER_SECRET", help="The partner's whsec_… secret.")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the server listens.")
@click.option("--batch", default=200, show_default=True, type=click.IntRange(1, 1000),
              help="Events each time.")
def send(file: Path, partner: str, secret: str, url: str, batch: int) -> None:
    """Post the events of FILE (one JSON event a line) and write the answers beside it.

    Answers go to FILE.answers.ndjson. A second call goes on after the last answer; a line that was sent
    before a break is answered again, without a second effect.
    """
    answers = file.with_name(file.name + ".answers.ndjson")
    done = _whole_lines(answers)
    tally: Counter[str] = Counter()
    try:
        with file.open("rb") as events, answers.open("ab") as out, _bar() as bar:
            task = bar.add_task(f"{partner}", total=_count(file), completed=done)
            for results in _post(Channel(url, partner, secret), islice(events, done, None), batch):
                _write(out, results)
                tally.update(_outcome(result) for result in results)
                bar.advance(task, len(results))
    except SendFailed as error:
        raise click.ClickException(f"{error}. Run the same command again to go on.") from error
    click.echo(f"{tally['taken']} events taken, {tally['refused']} refused, {done} were answered before; "
               f"answers in {answers}")
    if tally["refused"]:
        raise SystemExit(1)


def _post(channel: Channel, events: Iterator[bytes], batch: int) -> Iterator[list[dict[str, Any]]]:
    with requests.Session() as session:
        while lines := list(islice(events, batch)):
            yield channel.post(session, [line.rstrip(b"\r\n") for line in lines])


def _outcome(result: dict[str, Any]) -> str:
    return "taken" if result["status"] == requests.codes.ok else "refused"


def _write(out: IO[bytes], results: list[dict[str, Any]]) -> None:
    out.writelines(json.dumps(result, ensure_ascii=False).encode() + b"\n" for result in results)
    out.flush()


def _whole_lines(path: Path) -> int:
    """Answers written so far; a half line left by a kill is cut off."""
    if not path.exists():
        return 0
    text = path.read_bytes()
    whole = text[:text.rfind(b"\n") + 1]
    path.write_bytes(whole)
    return whole.count(b"\n")


def _count(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def _bar() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(),
                    TimeElapsedColumn(), disable=not click.get_text_stream("stdout").isatty())

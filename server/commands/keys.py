"""``tandem keys``: the keys that personal data is sealed with."""

from __future__ import annotations

import click

from server.commands.findings import counted
from server.commands.lazy import Table, group
from server.commands.opened import opened
from server.fields import keyring_of
from server.services.members.profiles import Rotated
from server.services.members.profiles import rotate as seal_anew

COMMANDS: Table = {
    "rotate": ("server.commands.keys:rotate", "Seal personal data with the newest key."),
}
EXAMPLE = """
\b
Example:
  TANDEM_FIELD_KEYS=NEW,OLD tandem keys rotate
"""


@group(COMMANDS)
def keys() -> None:
    """The keys that personal data is sealed with."""


@click.command("rotate", epilog=EXAMPLE)
def rotate() -> None:
    """Seal with the first of TANDEM_FIELD_KEYS whatever is not; can be broken off, and run twice.

    Servers and workers may go on, once all of them know the new key. Afterwards the old keys can be taken out.
    """
    with opened() as (settings, engine, _versions):
        keyring = keyring_of(settings)
        done = seal_anew(engine, keyring)
    click.echo(f"{counted(done.renewed, 'word')} sealed anew with key {keyring.newest}, {done.kept:,} were right.")
    _conclude(done, keyring.key_ids[1:])


def _conclude(done: Rotated, old: tuple[str, ...]) -> None:
    """Say whether old keys may go; exit 1 when something does not open."""
    if done.lost:
        raise click.ClickException(f"{counted(done.lost, 'word')} cannot be opened: a key is missing from "
                                   "TANDEM_FIELD_KEYS, or a row was tampered with.")
    if old:
        click.echo(f"Nothing is sealed with {', '.join(old)} any more: take them out of TANDEM_FIELD_KEYS.")

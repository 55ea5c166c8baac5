"""Groups of commands that are imported only when called, so that a small command starts without a database."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from rules.nearest import nearest

Table = Mapping[str, tuple[str, str]]
"""Name of a command → where it stands (``module:attribute``) and its one line of help."""


class LazyGroup(click.Group):
    """A group over a ``Table``: it lists its commands without importing any."""

    def __init__(self, *arguments: Any, table: Table, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command, imported now; an unknown name ends the program with the nearest one."""
        if cmd_name not in self.table:
            offer = nearest(cmd_name, self.table)
            ctx.fail(f"There is no command {cmd_name}.{f' Did you mean {offer}?' if offer else ''}")
        module, _, attribute = self.table[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their one line of help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


def group(table: Table, **settings: Any) -> Any:
    """Decorator: a lazy group over a table."""
    return click.group(cls=LazyGroup, table=table, context_settings={"max_content_width": 100}, **settings)

"""Plain data → YAML a person reads: block style, small groups on one line, Chinese as it is, order kept.

What is written is read back the same by ``server.yaml_nodes`` and means the same to any YAML 1.1 or 1.2 reader,
save that a date is left without quotes.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

from rules.shape.numbers import decimal_text

LINE_LENGTH = 84
FOLDED_LENGTH = 80
COMPACT_LENGTH = 72


class _Dumper(yaml.SafeDumper):
    """The writer's own settings; PyYAML keeps them on the class."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list below its key."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out."""
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    """Lines as lines, a long rule folded, everything else as PyYAML sees fit."""
    if re.search(r"\s\s|^\s|\s$|[^\S \n]", text.replace("\n  ", "\n")):
        return None
    if "\n" in text:
        return "|"
    return ">" if len(text) > FOLDED_LENGTH and " " in text else None


def _fraction(dumper: _Dumper, number: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", decimal_text(number))


def _group(dumper: _Dumper, data: dict[str, Any]) -> yaml.Node:
    return _compact(dumper.represent_mapping("tag:yaml.org,2002:map", data.items()))


def _listing(dumper: _Dumper, data: list[Any]) -> yaml.Node:
    node = dumper.represent_sequence("tag:yaml.org,2002:seq", data)
    for item in node.value:
        if isinstance(item, yaml.MappingNode) and len(item.value) == 1:
            item.flow_style = False
    return _compact(node)


def _compact(node: Any) -> yaml.Node:
    """One line for a small group or list; a list of groups has a line for each."""
    groups = isinstance(node, yaml.SequenceNode) and any(isinstance(part, yaml.MappingNode) for part in node.value)
    node.flow_style = not groups and _inner(node) <= COMPACT_LENGTH
    return node


def _width(node: Any) -> int:
    """Columns of a node on one line, more than any line when it cannot stand on one; Chinese takes two."""
    if isinstance(node, yaml.ScalarNode):
        return 2 + sum(1 + (sign > "\u2e80") for sign in node.value) if node.style is None else 10 * LINE_LENGTH
    if node.flow_style is False:
        return 10 * LINE_LENGTH
    return _inner(node)


def _inner(node: Any) -> int:
    parts = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    return 2 + sum(map(_width, parts))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _fraction)
_Dumper.add_representer(dict, _group)
_Dumper.add_representer(list, _listing)


def to_yaml(data: dict[str, Any]) -> str:
    """YAML of a group of plain data, with a blank line before each long section."""
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=LINE_LENGTH,
                     default_flow_style=False)
    return re.sub(r"^(?=[^\s#][^\n]*:\n)", "\n", text, flags=re.MULTILINE)

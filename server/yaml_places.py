"""From a JSON pointer, or a place inside a rule's text, to the line and column of a YAML file. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from rules.errors import Span
from server.yaml_nodes import Entry, Group, Leaf, Listing, Node, span_at

ESCAPES = {"x": 2, "u": 4, "U": 8}


def place(root: Node, pointer: str, *, key: bool = False) -> tuple[Node, Span]:
    """The node at a pointer, or the deepest one on the way to it, with its span.

    ``key`` asks for the span of the key that the pointer ends in.
    """
    node, span = root, root.span
    for part in _parts(pointer):
        found = _child(node, part)
        if found is None:
            return node, span
        node = found.node if isinstance(found, Entry) else found
        span = found.span if isinstance(found, Entry) and key else node.span
    return node, span


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _child(node: Node, part: str) -> Entry | Node | None:
    if isinstance(node, Group):
        return node.entries.get(part)
    if isinstance(node, Listing) and part.isdecimal() and len(part) < 9 and int(part) < len(node.items):
        return node.items[int(part)]
    return None


def inside(leaf: Leaf, source: str, span: Span) -> Span:
    """The span in the file of a span of a scalar's text, in whatever style it is written."""
    offsets = list(offsets_of(leaf, source))
    start = offsets[min(span.start, len(offsets) - 1)]
    last = offsets[min(max(span.end - 1, span.start), len(offsets) - 1)]
    return span_at(source, start, max(start, last + (span.end > span.start)))


def offsets_of(leaf: Leaf, source: str) -> Iterator[int]:
    """The file offset of every character of a scalar's text, and of its end.

    Folded line breaks and indentation have no character of their own: a blank that stands for a line break
    lies on it or behind it.
    """
    at = _content_start(leaf, source)
    for sign in leaf.text:
        while leaf.style == '"' and source[at: at + 2] in ("\\\n", "\\\r"):
            at = _after_blanks(source, at + 2)
        width = _escape_width(leaf.style, source, at)
        while width == 1 and source[at: at + 1] != sign and source[at: at + 1].isspace():
            at += 1
            width = _escape_width(leaf.style, source, at)
        yield at
        at += 0 if sign in " \n" and width == 1 and source[at: at + 1] != sign else width
    yield at


def _after_blanks(source: str, at: int) -> int:
    while source[at: at + 1].isspace():
        at += 1
    return at


def _content_start(leaf: Leaf, source: str) -> int:
    if leaf.style in ("|", ">"):
        return source.find("\n", leaf.span.start) + 1
    return leaf.span.start + (leaf.style in ("'", '"'))


def _escape_width(style: str, source: str, at: int) -> int:
    """How many characters of the source stand for one of the text."""
    if style == "'" and source[at: at + 2] == "''":
        return 2
    if style == '"' and source[at: at + 1] == "\\":
        return 2 + ESCAPES.get(source[at + 1: at + 2], 0)
    return 1

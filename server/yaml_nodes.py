"""YAML text → a tree that remembers the line and column of everything in it.

Safer and plainer than YAML itself: only ``true``, ``false``, ``null``, whole numbers and fractions are not
texts (so a date, a time, ``yes`` and ``007`` stay as written); no tags, no merge keys, no second document;
size, depth and the nodes that aliases unfold to are limited; a key written twice is a finding. Nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from rules.errors import Finding, Span
from rules.shape.notes import below

BYTES_MAX = 16 * 1024 * 1024
NODES_MAX = 1_000_000
DEPTH_MAX = 40
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
FRACTION = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,12}", re.ASCII)
PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
WORDS: dict[str, object] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: its value, its text, and where it stands; ``style`` is "", ``'``, ``"``, ``|`` or ``>``."""

    value: object
    text: str
    span: Span
    style: str
    size: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``size`` counts all nodes in it."""

    items: tuple[Node, ...]
    span: Span
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a group with its own place."""

    key: str
    span: Span
    node: Node


@dataclass(frozen=True, slots=True)
class Group:
    """A mapping; a key written twice keeps its first value."""

    entries: dict[str, Entry]
    span: Span
    size: int


Node = Leaf | Listing | Group


class TooMuch(Exception):
    """A limit was passed; reading stops here."""


def plain(node: Node) -> object:
    """The plain data of a tree."""
    match node:
        case Leaf():
            return node.value
        case Listing():
            return [plain(item) for item in node.items]
        case Group():
            return {entry.key: plain(entry.node) for entry in node.entries.values()}


def decode(source: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file, without a byte order mark; findings when it is too large, not UTF-8 or unprintable."""
    if len(source) > BYTES_MAX:
        return "", (_finding("too_large", f"The file is larger than {BYTES_MAX} bytes.", limit=str(BYTES_MAX)),)
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8", "replace")
        return "", (_finding("not_utf8", "This is not UTF-8 from here on.", span=span_at(before, len(before))),)
    bad = UNPRINTABLE.search(text)
    if bad:
        sign = f"U+{ord(bad[0]):04X}"
        sentence = f"The character {sign} cannot stand in a file."
        return "", (_finding("control_character", sentence, span=span_at(text, bad.start()), sign=sign),)
    return text, ()


def span_at(text: str, start: int, end: int | None = None) -> Span:
    """The span from an offset of a text, with its line and column counted from 1."""
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    line = text.count("\n", 0, start) + text.count("\r", 0, start) - text.count("\r\n", 0, start) + 1
    return Span(start, start if end is None else end, line, start - line_start + 1)


def compose(text: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The tree of a YAML text, None when it is broken, empty or beyond a limit; and every finding."""
    composer = _Composer(text)
    try:
        root = composer.document()
    except yaml.YAMLError as error:
        composer.findings.append(_broken(error, text))
        root = None
    except TooMuch:
        root = None
    return root, tuple(composer.findings)


def _finding(code: str, sentence: str, path: str = "", suggestion: str = "", span: Span | None = None,
             **data: str) -> Finding:
    return Finding(code, sentence, path=path, suggestion=suggestion, span=span or Span(0, 0), data=data)


@dataclass(slots=True)
class _Composer:
    """Builds the tree from the parser's events, one node after the other."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    nodes: int = 0
    events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()))

    def document(self) -> Node | None:
        """The one document of the text."""
        self.events = iter(yaml.parse(self.text, Loader=LOADER))
        root = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.note("several_documents", "A programme is one document; a second begins here.", event)
                    return root
                root = self.node(next(self.events), "", 0)
        if documents == 0:
            self.findings.append(_finding("empty_file", "The file is empty."))
        return root

    def node(self, event: yaml.Event, path: str, depth: int) -> Node:
        """The node that begins with an event."""
        if depth > DEPTH_MAX:
            self.note("too_deep", f"This is nested more than {DEPTH_MAX} deep.", event, path, limit=str(DEPTH_MAX))
            raise TooMuch
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, path)
        self.count(1, event, path)
        if event.tag not in (None, "!"):
            self.note("yaml_tag", f"The tag {event.tag} is not taken here.", event, path, tag=str(event.tag))
        node = self.part(event, path, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def part(self, event: yaml.Event, path: str, depth: int) -> Node:
        """A scalar, list or group."""
        if isinstance(event, yaml.ScalarEvent):
            return _leaf(event, self.text)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.listing(event, path, depth)
        return self.group(event, path, depth)

    def alias(self, event: yaml.AliasEvent, path: str) -> Node:
        """The node an alias stands for; every node in it counts once more."""
        known = self.anchors.get(event.anchor)
        if known is None:
            self.note("unknown_alias", f"Nothing above is called &{event.anchor}.", event, path, name=event.anchor)
            return Leaf("", "", _span(event), "'")
        self.count(known.size, event, path)
        return known

    def listing(self, event: yaml.Event, path: str, depth: int) -> Listing:
        """A list up to its end."""
        items: list[Node] = []
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(inner, below(path, len(items)), depth + 1))
        return Listing(tuple(items), _span(event), 1 + sum(item.size for item in items))

    def group(self, event: yaml.Event, path: str, depth: int) -> Group:
        """A mapping up to its end."""
        entries: dict[str, Entry] = {}
        size = 1
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self.key(inner, path, depth)
            node = self.node(next(self.events), below(path, key), depth + 1)
            size += 1 + node.size
            if key in entries:
                first = entries[key].span.line
                self.note("duplicate_key", f"{key} stands here a second time, first on line {first}.", inner,
                          below(path, key), key=key, line=str(first))
            entries.setdefault(key, Entry(key, _span(inner), node))
        return Group(entries, _span(event), size)

    def key(self, event: yaml.Event, path: str, depth: int) -> str:
        """The text of a key; a key that is a list, group or alias is noted."""
        if not isinstance(event, yaml.ScalarEvent):
            self.note("bad_key", "A key is a plain text.", event, path)
            self.node(event, path, depth + 1)
            return ""
        if event.value == "<<" and event.implicit[0]:
            self.note("merge_key", "Merge keys are not taken here; write the keys out.", event, path)
        return event.value

    def count(self, nodes: int, event: yaml.Event, path: str) -> None:
        """Add to the nodes so far; stops the reading at the limit."""
        self.nodes += nodes
        if self.nodes > NODES_MAX:
            self.note("too_many_nodes", f"The file unfolds to more than {NODES_MAX} parts.", event, path,
                      limit=str(NODES_MAX))
            raise TooMuch

    def note(self, code: str, sentence: str, event: yaml.Event, path: str = "", **data: str) -> None:
        """One finding at the place of an event."""
        self.findings.append(_finding(code, sentence, path, span=_span(event), **data))


def _span(event: yaml.Event) -> Span:
    mark = event.start_mark
    return Span(mark.index, event.end_mark.index, mark.line + 1, mark.column + 1)


def _leaf(event: yaml.ScalarEvent, text: str) -> Leaf:
    style = event.style or ""
    value = event.value if style else _resolved(event.value)
    span = _span(event)
    if event.anchor or event.tag:
        properties = PROPERTIES.match(text, span.start, span.end)
        span = span_at(text, properties.end() if properties else span.start, span.end)
    return Leaf(value, event.value, span, style)


def _resolved(text: str) -> object:
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if FRACTION.fullmatch(text) else text


def _broken(error: yaml.YAMLError, text: str) -> Finding:
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    span = Span(mark.index, mark.index, mark.line + 1, mark.column + 1) if mark else Span(0, 0)
    advice = _advice(span, text, problem)
    return _finding("bad_yaml", f"This is not YAML: {problem}.{advice}", span=span, problem=problem)


def _advice(span: Span, text: str, problem: str) -> str:
    lines = text.splitlines()[max(span.line - 2, 0): span.line]
    if any("：" in line for line in lines):
        return " Write : instead of ：."
    if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines):
        return " Indent with blanks, not with tabs."
    if "mapping values" in problem:
        return " Put a rule that holds a colon into quotes, or on the next line after >-."
    return ""

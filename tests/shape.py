"""Measures the shape of source text; every check answers with sentences, none if all is well."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

Sources = Mapping[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef

BANNED_WORDS = frozenset({"util", "utils", "helper", "helpers", "manager", "managers", "handle"})
BANNED_NAMES = frozenset({"process_data"})
LEFT_OPEN = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
EVADING = frozenset({"skip", "skipif", "xfail", "importorskip", "sleep"})


@dataclass(frozen=True, slots=True, order=True)
class Measured:
    """How many lines something has, and where it stands."""

    lines: int
    place: str


def function_lengths(sources: Sources, prefix: str = "") -> list[Measured]:
    """Length of every function whose name begins with ``prefix``, signature and docstring included."""
    return [
        Measured((node.end_lineno or node.lineno) - node.lineno + 1, f"{path}:{node.lineno} {node.name}")
        for path, node in _nodes(sources)
        if isinstance(node, Function) and node.name.startswith(prefix)
    ]


def file_lengths(sources: Sources) -> list[Measured]:
    """Length of every file that holds more than a docstring."""
    return [
        Measured(len(text.splitlines()), path)
        for path, text in sources.items()
        if len(ast.parse(text).body) > 1
    ]


def too_long(measured: list[Measured], *, most: int, middle: int, nine_in_ten: int | None = None) -> list[str]:
    """Sentences about a longest, a median and a ninth decile beyond what is wanted."""
    if len(measured) < 2:
        return []
    lines, longest = [each.lines for each in measured], max(measured)
    ninth = quantiles(lines, n=10, method="inclusive")[-1]
    found = [f"{each.place}: {each.lines} lines, at most {most}" for each in measured if each.lines > most]
    if median(lines) > middle:
        found.append(f"median {median(lines)} lines, at most {middle} (of {len(lines)}, {longest=})")
    if nine_in_ten is not None and ninth > nine_in_ten:
        found.append(f"nine in ten reach {ninth} lines, at most {nine_in_ten} (of {len(lines)}, {longest=})")
    return found


def banned_names(sources: Sources) -> list[str]:
    """Files, classes and functions whose name says nothing."""
    named = [(path, path.rsplit("/", 1)[-1].removesuffix(".py")) for path in sources]
    named += [(f"{path}:{node.lineno}", node.name) for path, node in _definitions(sources)]
    return [f"{place}: {name}" for place, name in named if _says_nothing(name)]


def left_open(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Lines that promise work for later."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts
        for number, line in enumerate(text.splitlines(), start=1)
        if LEFT_OPEN.search(line)
    ]


def undocumented(sources: Sources) -> list[str]:
    """Modules, and public classes, functions and methods, without a docstring."""
    return [
        f"{path}: {name}"
        for path, text in sources.items()
        for name, node in _public(ast.parse(text), "module")
        if not ast.get_docstring(node)
    ]


def evasions(sources: Sources) -> list[str]:
    """Places where tests are skipped, expected to fail, or sleep."""
    return [
        f"{path}:{node.lineno}: {node.attr}"
        for path, node in _nodes(sources)
        if isinstance(node, ast.Attribute) and node.attr in EVADING
        if ast.unparse(node.value) in {"pytest", "pytest.mark", "time"}
    ]


def _nodes(sources: Sources) -> Iterator[tuple[str, ast.AST]]:
    return ((path, node) for path, text in sources.items() for node in ast.walk(ast.parse(text)))


def _definitions(sources: Sources) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    return ((path, node) for path, node in _nodes(sources) if isinstance(node, Function | ast.ClassDef))


def _says_nothing(name: str) -> bool:
    words = re.findall(r"[a-z]+|[A-Z][a-z]*", name)
    return name in BANNED_NAMES or any(word.lower() in BANNED_WORDS for word in words)


def _public(node: ast.Module | ast.ClassDef | Function, name: str) -> Iterator[tuple[str, ast.AST]]:
    yield name, node
    if isinstance(node, Function):
        return
    for child in node.body:
        if isinstance(child, Function | ast.ClassDef) and not child.name.startswith("_"):
            yield from _public(child, child.name if name == "module" else f"{name}.{child.name}")

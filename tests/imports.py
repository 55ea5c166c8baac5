"""Reads who imports and calls what; every check answers with sentences, none if all is well."""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping

Sources = Mapping[str, str]

# The core of the product meets no clock, no die, no file, no process and no other machine. Of ``sys`` it
# may ask what the interpreter is; that stays what it is for as long as the process lives.
IMPURE_MODULES = frozenset({
    "asyncio", "ctypes", "fcntl", "getpass", "glob", "http", "importlib", "io", "locale", "logging",
    "mmap", "multiprocessing", "os", "pathlib", "pdb", "platform", "random", "resource", "secrets", "select",
    "selectors", "shelve", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess",
    "tempfile", "threading", "time", "urllib", "uuid", "warnings",
})  # fmt: skip
INTERPRETER = re.compile(r"sys(\.(implementation|version_info|maxsize|hexversion)(\.\w+)?)?$")
SYS_HIDDEN = re.compile(r"^\s*(from sys import|import .*\bsys as )", re.M)
IMPURE_CALLS = frozenset({"open", "input", "print", "breakpoint", "__import__"})
CLOCK_AND_DICE_CALLS = frozenset({
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns",
    "os.urandom", "uuid.uuid1", "uuid.uuid4", "uuid.uuid7",
})  # fmt: skip
DICE_MODULES = frozenset({"random", "secrets"})


def imported_modules(source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that is imported, wherever in the file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def calls(source: str) -> Iterator[tuple[int, str]]:
    """Line and spelled name of everything that is called or handed on to be called."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.lineno, ast.unparse(node)


def unwanted_imports(sources: Sources, allowed: frozenset[str]) -> list[str]:
    """Imports of top-level packages that are neither allowed nor the standard library."""
    known = allowed | sys.stdlib_module_names
    return [
        f"{path}:{line} imports {module}"
        for path, source in sources.items()
        for line, module in imported_modules(source)
        if _top(module) not in known
    ]


def backward_imports(sources: Sources, forbidden: frozenset[str]) -> list[str]:
    """Imports of packages that must not be known here."""
    return [
        f"{path}:{line} imports {module}"
        for path, source in sources.items()
        for line, module in imported_modules(source)
        if _top(module) in forbidden
    ]


def impurities(sources: Sources) -> list[str]:
    """Everything in a pure package that could answer otherwise tomorrow, elsewhere, or on a second call."""
    return [
        *backward_imports(sources, IMPURE_MODULES),
        *_called(sources, lambda name: name.startswith("sys.") and not INTERPRETER.match(name)),
        *(f"{path} hides what it takes of sys" for path, source in sources.items() if SYS_HIDDEN.search(source)),
        *_called(sources, lambda name: name in IMPURE_CALLS or _ends_with_any(name, CLOCK_AND_DICE_CALLS)),
    ]


def clocks_and_dice(sources: Sources) -> list[str]:
    """Places that read a clock, draw a random number or make an id by themselves."""
    return [
        *backward_imports(sources, DICE_MODULES),
        *_called(sources, lambda name: _ends_with_any(name, CLOCK_AND_DICE_CALLS)),
    ]


def _called(sources: Sources, wanted: Callable[[str], bool]) -> list[str]:
    return [
        f"{path}:{line} uses {name}"
        for path, source in sources.items()
        for line, name in calls(source)
        if wanted(name)
    ]


def _ends_with_any(name: str, endings: frozenset[str]) -> bool:
    return name in endings or any(name.endswith(f".{ending}") for ending in endings)


def _top(module: str) -> str:
    return module.split(".", 1)[0]

"""The project's own files, without git: what .gitignore names is left out."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("rules", "server", "admin")


def project_files(root: Path = ROOT) -> list[Path]:
    """Every file that belongs to the project, relative to ``root``, sorted."""
    return sorted(path.relative_to(root) for path in _walk(root, root, _ignored(root)))


def python_sources(*folders: str) -> dict[str, str]:
    """Text of every Python file under ``folders``, by its path from the root."""
    return {
        path.as_posix(): (ROOT / path).read_text(encoding="utf-8")
        for path in project_files()
        if path.suffix == ".py" and path.parts[0] in folders
    }


def text_files() -> Iterator[tuple[str, str]]:
    """Path and text of every file that is text."""
    for path in project_files():
        try:
            yield path.as_posix(), (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _walk(folder: Path, root: Path, ignored: list[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if _is_ignored("/" + path.relative_to(root).as_posix(), ignored):
            continue
        if path.is_dir():
            yield from _walk(path, root, ignored)
        else:
            yield path


def _is_ignored(path: str, ignored: list[str]) -> bool:
    name = path.rsplit("/", 1)[-1]
    return any(fnmatch(path if pattern.startswith("/") else name, pattern) for pattern in ignored)


def _ignored(root: Path) -> list[str]:
    """Patterns of .gitignore that this project uses: ``/top``, ``name`` and ``*.ending``."""
    lines = (root / ".gitignore").read_text().splitlines()
    return ["/.git", *(line.rstrip("/") for line in lines if line and not line.startswith("#"))]

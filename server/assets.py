"""Where shipped files are: templates, static files and samples, inside the package or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """``templates`` or ``static``: inside the installed package first, beside it in a checkout next."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


def sample(name: str) -> Path:
    """A sample programme: inside the installed package first, under docs/samples in a checkout next."""
    inside = HERE / "samples" / name
    return inside if inside.is_file() else HERE.parent / "docs" / "samples" / name

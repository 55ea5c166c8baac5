"""Writes the pages of ``docs/`` that are made from code; run ``python -m server.docs_pages`` after a change.

Tests hold the committed pages equal to what is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rules.programme import LOCALES
from rules.vocabulary.page import page

DOCS = Path(__file__).resolve().parent.parent / "docs"


def pages() -> Mapping[Path, str]:
    """Every made page with its text; English has no locale in its name."""
    names = {locale: "rule-language.md" if locale == "en" else f"rule-language.{locale}.md" for locale in LOCALES}
    return {DOCS / name: page(locale) for locale, name in names.items()}


def main() -> None:
    """Write all pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Texts: what a member reads exists in every locale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules.check.book import Book, warning
from rules.errors import Finding
from rules.programme import LOCALES
from rules.shape.kinds import Field, Many, Scalar, Table, fields_of
from rules.shape.notes import below

TEXTS = Scalar("texts")


def findings(book: Book) -> Iterator[Finding]:
    """Locales that a text leaves out."""
    for path, value in book.values:
        cls: type = type(value)
        for spec in fields_of(cls):
            for where, texts in _texts(spec, getattr(value, spec.name), below(path, spec.key)):
                missing = [locale for locale in LOCALES if not texts.get(locale, "").strip()]
                if missing:
                    names = ", ".join(missing)
                    yield warning("missing_locale", where, f"There is no text in {names}.", locales=names)


def _texts(spec: Field, value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if spec.kind == TEXTS and (spec.required or value):
        yield path, value
    elif isinstance(spec.kind, Many) and spec.kind.item == TEXTS:
        yield from ((below(path, index), texts) for index, texts in enumerate(value))
    elif isinstance(spec.kind, Table) and spec.kind.item == TEXTS:
        yield from ((below(path, key), texts) for key, texts in value.items())

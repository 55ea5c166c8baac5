"""Files for Excel: Chinese stays readable, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from flask import Response

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A download of rows under their titles, sent as it is made."""
    return Response(csv_lines(titles, rows), content_type="text/csv; charset=utf-8",
                    headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"})


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line; it begins with the mark by which Excel knows UTF-8."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield BOM
    for row in chain([titles], rows):
        writer.writerow([neutral(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def neutral(value: object) -> object:
    """The value, unless it is a text that a spreadsheet would run: then the same text with a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal() and text[0] in "+-"

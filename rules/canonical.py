"""The one form of a programme that its content hash is taken over.

It is JSON in UTF-8: the long plain form without defaults, keys sorted by code point, no blanks, every number
in its shortest digits. It depends on the programme alone: not on the order of keys in a file, a short form,
the locale or the machine. Worked examples are part of it, since an approval binds them too. A default never
changes once published, because what is left out is not hashed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

from rules.programme import Programme
from rules.shape import write
from rules.shape.numbers import decimal_text


def canonical(programme: Programme) -> bytes:
    """Canonical JSON of a programme; ``read(from_json(canonical(programme)))`` gives the programme back."""
    return json_text(write(programme, short=False)).encode()


def content_hash(programme: Programme) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits: the name of a programme version."""
    return sha256(canonical(programme)).hexdigest()


def json_text(data: Any) -> str:
    """Plain data as compact JSON with sorted keys; Decimals keep every digit."""
    if isinstance(data, Mapping):
        return "{" + ",".join(f"{_text(key)}:{json_text(data[key])}" for key in sorted(data)) + "}"
    if isinstance(data, list | tuple):
        return "[" + ",".join(map(json_text, data)) + "]"
    return decimal_text(data) if isinstance(data, Decimal) else _text(data)


def from_json(text: str | bytes) -> Any:
    """Plain data of a JSON text: fractions stay exact."""
    return json.loads(text, parse_float=Decimal)


def _text(data: str | bool | int | None) -> str:
    return json.dumps(data, ensure_ascii=False)

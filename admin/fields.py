"""What form fields tell assistive software."""

from __future__ import annotations

from typing import Any

from wtforms import Field


def described(field: Field, hint: object) -> dict[str, Any]:
    """Attributes that tie a field to its hint and its errors."""
    ids = [f"{field.id}-{part}" for part, there in (("hint", hint), ("wrong", field.errors)) if there]
    return {**({"aria-describedby": " ".join(ids)} if ids else {}),
            **({"aria-invalid": "true"} if field.errors else {})}

"""What form fields tell assistive software, and which version of a row a form was filled from."""

from __future__ import annotations

from typing import Any

from wtforms import Field, HiddenField


class VersionField(HiddenField):
    """The ``row_version`` that the form was opened with; compare it with the row's before saving."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """The number, or -1 for what is none."""
        self.data = int(valuelist[0]) if valuelist and valuelist[0].isdecimal() else -1

    def is_stale(self, row_version: int) -> bool:
        """Whether somebody saved in between."""
        return bool(self.data != row_version)


def described(field: Field, hint: object) -> dict[str, Any]:
    """Attributes that tie a field to its hint and its errors."""
    ids = [f"{field.id}-{part}" for part, there in (("hint", hint), ("wrong", field.errors)) if there]
    return {**({"aria-describedby": " ".join(ids)} if ids else {}),
            **({"aria-invalid": "true"} if field.errors else {})}

"""Changes of a programme as a page tells them: labels for the fields, names for the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from admin.programme.choices import called
from admin.programme.fields import FIELDS, told
from rules import programme
from rules.shape.kinds import Scalar, fields_of
from server.services.programme.comparing import FieldChange, PieceChange
from server.web.locales import NAMES

DID = {"added": (lazy_gettext("New"), "good"), "removed": (lazy_gettext("Removed"), "bad"),
       "changed": (lazy_gettext("Changed"), "warn"), "moved": (lazy_gettext("Order"), "info")}

FLAGS = frozenset((cls.__name__, spec.name) for cls in vars(programme).values() if is_dataclass(cls)
                  for spec in fields_of(cls) if spec.kind == Scalar("flag"))  # type: ignore[arg-type]


def told_changes(changes: Iterable[PieceChange]) -> list[dict[str, Any]]:
    """Each change with its heading, its pill, and its fields."""
    return [_told(change) for change in changes]


def _told(change: PieceChange) -> dict[str, Any]:
    did, tone = DID[change.did]
    part = told("Programme", change.kind).label if change.kind in FIELDS["Programme"] else gettext("Programme")
    return {"kind": change.kind, "part": part, "code": change.code, "name": change.name or part, "did": did,
            "tone": tone, "was": change.said_before, "is": change.said_after,
            "fields": [_field(each) for each in change.fields]}


def _field(change: FieldChange) -> dict[str, Any]:
    before, after = (_word(change, text) if text else "" for text in (change.before, change.after))
    return {"label": label_of(change), "before": before, "after": after,
            "was": "" if change.said_before == change.before else change.said_before,
            "is": "" if change.said_after == change.after else change.said_after}


def _word(change: FieldChange, text: str) -> str:
    """A fixed word by its name; yes and no for flags."""
    if (change.owner, change.field) in FLAGS:
        return gettext("Yes") if text == "true" else gettext("No")
    return str(called(change.owner, change.field, text))


def label_of(change: FieldChange) -> str:
    """The field's name, with the item it stands in and the language it speaks."""
    if change.field == "order":
        return str(told("", "order").label)
    parts = change.path.split("/")[1:]
    label = str(told(change.owner, change.field).label)
    if parts and parts[-1] in NAMES:
        label = f"{label} · {NAMES[parts.pop()]}"
    if change.owner == "Programme" and len(parts) > 1:
        return f"{label} · {parts[-1]}"
    return f"{' · '.join(_items(parts[:-1]))} · {label}" if len(parts) > 1 else label


def _items(parts: list[str]) -> list[str]:
    """Pointer steps between the piece and the field, as people count: the second cap is 2."""
    heads = {key: str(said.label) for owner in FIELDS.values() for key, said in owner.items()}
    return [str(int(part) + 1) if part.isdecimal() else heads.get(part, part) for part in parts]

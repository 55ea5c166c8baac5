"""What a page holds, as a browser would read it: its forms, and whatever became markup instead of a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

CANARY = "'\"></textarea></script><img src=x onerror=__canary=1>"
"""A text that becomes an element wherever it is not escaped: between tags, in an attribute, in data for a script."""
LEADING = ("href", "src", "action", "formaction")
TYPED = frozenset({"text", "search", "email", "url", "tel", "password", "number", "date", "datetime-local", "time"})


@dataclass
class Form:
    """One form: where it goes, what stands in it (name → value), and which of its fields somebody types into."""

    action: str
    method: str
    held: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    """Name → kind of field, "textarea" for the large ones."""
    ways: list[tuple[str, str, str]] = field(default_factory=list)
    """Buttons that go elsewhere or say more: (address or "", name, value)."""


class Markup(HTMLParser):
    """``Markup(text)`` has ``forms``, and ``hostile``: elements and attributes that only a canary can have made."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.hostile: list[str] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def _begins(self, tag: str, listed: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in listed}
        self._look(tag, attributes)
        if tag == "form":
            self._form = Form(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form and tag in ("input", "textarea", "button") and "disabled" not in attributes:
            self._add(self._form, tag, attributes)
        elif self._form and tag == "select":
            self._select = attributes.get("name", "")
        elif self._form and tag == "option" and ("selected" in attributes or self._select not in self._form.held):
            self._form.held[self._select] = attributes.get("value", "")

    def _ends(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    handle_starttag, handle_endtag = _begins, _ends
    """The names under which the library calls them."""

    def _look(self, tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("src") == "x" or any(name.startswith("on") for name in attributes):
            self.hostile.append(f"<{tag} {attributes}>"[:160])
        if any(attributes.get(name, "").strip().lower().startswith("javascript:") for name in LEADING):
            self.hostile.append(f"<{tag}> leads into a script")

    def _add(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        name, kind = attributes.get("name", ""), attributes.get("type", "text") if tag == "input" else tag
        if tag == "button":
            form.ways.append((attributes.get("formaction", ""), name, attributes.get("value", "")))
        elif name and kind in (*TYPED, "textarea"):
            form.typed[name] = kind
            form.held[name] = attributes.get("value", "")
        elif name and (kind not in ("checkbox", "radio") or "checked" in attributes):
            form.held[name] = attributes.get("value", "")

"""``/docs``: the OpenAPI document as a page that people read, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, render_template, request

from server.api.openapi import document
from server.release import VERSION

docs = Blueprint("docs", __name__)
METHODS = ("get", "post", "patch")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address with one method, ready to be shown: ``fields`` and ``gives`` are name, type and meaning."""

    name: str
    method: str
    path: str
    summary: str
    tag: str
    parameters: tuple[dict[str, Any], ...]
    fields: tuple[tuple[str, str, str], ...]
    gives: tuple[tuple[str, str, str], ...]


@docs.get("/docs")
def read() -> str:
    """Every address of the interface, by what it is about."""
    return render_template("api/docs.html", sections=_sections(), base=request.url_root.rstrip("/"), version=VERSION)


@lru_cache(maxsize=1)
def _sections() -> dict[str, list[Entry]]:
    whole, sections = document(VERSION), dict[str, list[Entry]]()
    for entry in _entries(whole):
        sections.setdefault(entry.tag, []).append(entry)
    return sections


def _entries(whole: dict[str, Any]) -> Iterator[Entry]:
    for path, methods in whole["paths"].items():
        for method in METHODS:
            if method in methods:
                said = methods[method]
                yield Entry(
                    said.get("operationId", path.strip("/").replace("/", "-")), method.upper(), path, said["summary"],
                    said["tags"][0], tuple(said["parameters"]), tuple(_fields(whole, _content(said["requestBody"])))
                    if "requestBody" in said else (), tuple(_fields(whole, _content(said["responses"]["200"]))))


def _content(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(said["content"].values()))["schema"]
    return found


def _fields(whole: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, type and meaning of each property; of several shapes those of all."""
    schema = _resolved(whole, schema)
    for part in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
        yield from _fields(whole, part)
    for name, kind in schema.get("properties", {}).items():
        needed = "" if name in schema.get("required", ()) else "optional"
        yield name, _kind(kind), " ".join(filter(None, (needed, kind.get("description", ""))))


def _resolved(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _kind(kind: dict[str, Any]) -> str:
    """A type in a word: ``string``, ``integer or null``, ``list of Voucher``."""
    if "$ref" in kind:
        return str(kind["$ref"]).rpartition("/")[2]
    if "enum" in kind:
        return " | ".join(map(str, kind["enum"]))
    if kind.get("type") == "array":
        return f"list of {_kind(kind['items'])}"
    types = kind.get("type", "object")
    return " or ".join(types) if isinstance(types, list) else str(types)

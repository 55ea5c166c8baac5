"""What is wrong with the draft or doubtful, with the place to mend it; what is found many times is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import ngettext

from admin.programme.drafted import Drafted
from rules.phrases import sentence_of
from server.services.programme.editing import Placed
from server.web.locales import current_locale

FEW = 2
"""So many findings of one kind stand one by one."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: its sentence, the piece it is about, and where that is edited."""

    sentence: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind; ``sentence`` tells them together, "" for those that stand one by one."""

    severity: str
    sentence: str
    found: tuple[Found, ...]


def groups_of(state: Drafted) -> list[Group]:
    """Mistakes first, then doubts; within each, in the order in which they were found."""
    kinds: dict[tuple[str, str], list[Placed]] = {}
    for placed in state.findings:
        kinds.setdefault((placed.finding.severity, placed.finding.code), []).append(placed)
    return sorted(_groups(kinds.items(), state), key=lambda group: group.severity != "error")


def _groups(kinds: Iterable[tuple[tuple[str, str], list[Placed]]], state: Drafted) -> Iterator[Group]:
    for (severity, code), several in kinds:
        found = tuple(_found(each, state) for each in several)
        yield Group(severity, _together(code, found) if len(found) > FEW else "", found)


def _together(code: str, found: tuple[Found, ...]) -> str:
    """What is said of several at once; the first speaks for kinds without a sentence of their own."""
    if code == "window_past":
        return ngettext("%(num)d piece is over. Archive what is no longer needed.",
                        "%(num)d pieces are over. Archive what is no longer needed.", len(found))
    return ngettext("%(sentence)s The same is found %(num)d more time.",
                    "%(sentence)s The same is found %(num)d more times.", len(found) - 1, sentence=found[0].sentence)


def _found(placed: Placed, state: Drafted) -> Found:
    sentence = sentence_of(placed.finding, current_locale())
    return Found(sentence, _name(placed, state), address_of(placed.kind, placed.code, placed.path))


def _name(placed: Placed, state: Drafted) -> str:
    """What a piece is called, its code when it has no name."""
    for each in getattr(state.draft, placed.kind, ()) if placed.code else ():
        if getattr(each, "code", "") == placed.code:
            names = getattr(each, "name", {})
            return names.get(current_locale()) or names.get("en") or placed.code
    return placed.code


def address_of(kind: str, code: str, path: str) -> str:
    """Where a piece is edited."""
    places = {"partners": "partner-settings", "campaigns": "campaign", "programme": _single(path)}
    return f"/admin/{places.get(kind, kind)}/{f'{code}/' if code else ''}"


def _single(path: str) -> str:
    return next((at for head, at in (("/policies", "policies"), ("/attributes", "attributes"))
                 if path.startswith(head)), "names")

"""What every page about campaigns needs: the draft, what is in force, and a campaign in plain words."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from flask import abort, g, request

from admin.console import session
from rules.canonical import json_text
from rules.programme import Campaign, Programme
from rules.sentence import of_campaign
from rules.shape import Reading
from rules.shape.piece import write_piece
from server.services.programme import editing
from server.services.programme.draft import assemble
from server.services.programme.editing import Piece, UnknownPiece
from server.web.locales import current_locale

KEPT = 4_000
_said: OrderedDict[tuple[str, str, str], str] = OrderedDict()
_saying = Lock()


def reading() -> Reading:
    """The draft, with findings where its pieces cannot be read; a page that is only opened reads it once."""
    if request.method != "GET":
        return assemble(session())
    if "draft" not in g:
        g.draft = assemble(session())
    found: Reading = g.draft
    return found


def piece_named(code: str) -> Piece:
    """The campaign of the draft; 404 when there is none."""
    try:
        return editing.piece(session(), editing.CAMPAIGNS, code)
    except UnknownPiece:
        abort(404)


def sentence(campaign: Campaign, programme: Programme, names: str) -> str:
    """A campaign in plain words of the reader's language; ``names`` is ``names_of(programme)``. Kept once said."""
    key = (json_text(write_piece(campaign)), current_locale(), names)
    with _saying:
        if key in _said:
            _said.move_to_end(key)
            return _said[key]
    told = of_campaign(campaign, programme, current_locale())
    with _saying:
        _said[key] = told
        if len(_said) > KEPT:
            _said.popitem(last=False)
    return told


def names_of(programme: Programme) -> str:
    """Everything but the campaign itself that its sentence depends on."""
    kinds = ("partners", "tiers", "currencies", "pools", "rewards", "draws")
    named = [[each.code, dict(each.name)] for kind in kinds for each in getattr(programme, kind)]
    return json_text([programme.money, named])


def called(texts: Mapping[str, str], code: str) -> str:
    """A name in the reader's language, else in English, else the code."""
    return texts.get(current_locale()) or texts.get("en") or code

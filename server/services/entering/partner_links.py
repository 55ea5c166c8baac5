"""Links that a partner signs for a member that has signed in at it; a repeat of the request gets the same link."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from rules.state import Plan
from server.services.entering.links import GOOD_FOR, issue, token_named
from server.services.points.desk import Books, Deed, Desk, Request
from server.webhooks.edge import Answered


def sign_link(desk: Desk, request: Request, secret_key: str) -> Answered:
    """A one-use ``token`` that lets the request's member in; only its hash is kept. Raises what ``Desk.do`` raises."""
    def plan(books: Books) -> Plan:
        issue(books.connection, secret_key, books.state.id, books.at, issued_by=request.partner, name=books.command.id)
        books.told["expires_at"] = (books.at + GOOD_FOR).isoformat()
        return Plan(books.state.id)

    answered = desk.do(request, Deed("link.signed", {}, plan, alone=True))
    said = msgspec.json.decode(answered.body)
    return replace(answered, body=msgspec.json.encode({**said, "token": token_named(secret_key, said["event"])}))

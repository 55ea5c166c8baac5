"""A member asks for a link by e-mail: the asking is the same work for everybody, known here or not.

Who it is, and whether there is anybody, is found out by the worker; the page neither knows nor takes longer.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import msgspec
from sqlalchemy import Engine

from server.clock import now
from server.columns import micros
from server.connection import MARKS
from server.db import writing
from server.fields import Keyring, Place, Sealed
from server.ids import new_id
from server.ledger.texts import text

ASKED = "link.asked"
"""Kind of the work that sends a link: ``key`` and ``sealed``, the asking as an encrypted text."""
INSERT = """
INSERT INTO outbox (id, kind, payload, run_after, attempts, last_error) VALUES ({0}, {0}, {0}, {0}, 0, '')"""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who says to be a member: an e-mail address, or the number at ``partner``; ``locale`` is the page's."""

    given: str
    partner: str
    locale: str


def ask_for_link(engine: Engine, keyring: Keyring, asking: Asking) -> None:
    """Leave the asking for the worker, in one row."""
    key, at = new_id(), now()
    sealed = keyring.seal(msgspec.json.encode(asdict(asking)).decode(), _place(key))
    payload = text({"key": key, "sealed": sealed.token})
    with writing(engine) as connection:
        connection.run(INSERT.format(MARKS[connection.kind]), (key, ASKED, payload, micros(at)))


def asked(keyring: Keyring, key: str, sealed: str) -> Asking:
    """The asking of a payload. Raises ``Unsealable``."""
    return msgspec.json.decode(keyring.open(Sealed(sealed), _place(key)), type=Asking)


def _place(key: str) -> Place:
    return ("outbox", "payload", key)

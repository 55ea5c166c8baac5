"""E-mails on their way: written sealed in the transaction that promises them, sent by the worker."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec

from server.columns import micros
from server.connection import MARKS, Connection
from server.fields import Keyring, Place, Sealed
from server.ids import new_id

INSERT = "INSERT INTO mail (id, member_id, sealed, run_after, attempts, last_error) VALUES ({0}, {0}, {0}, {0}, 0, '')"


@dataclass(frozen=True, slots=True)
class Letter:
    """A plain e-mail: one address, one line of subject, and its text."""

    to: str
    subject: str
    text: str


def promise(connection: Connection, keyring: Keyring, member: str, letter: Letter, at: datetime) -> str:
    """Put a letter to a member on its way, to be sent from ``at`` on; its id."""
    mail = new_id()
    sealed = keyring.seal(msgspec.json.encode(asdict(letter)).decode(), place(mail))
    connection.run(INSERT.format(MARKS[connection.kind]), (mail, member, sealed.token, micros(at)))
    return mail


def unsealed(keyring: Keyring, mail: str, token: str) -> Letter:
    """The letter of a row. Raises ``Unsealable``."""
    return msgspec.json.decode(keyring.open(Sealed(token), place(mail)), type=Letter)


def place(mail: str) -> Place:
    """Where the sealed text of a mail stands."""
    return ("mail", "sealed", mail)

"""A link was asked for by e-mail: who it is for is found here, and a letter goes to each address that is known.

Nobody is told what was found. A member with several links open gets no further one, however often it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy.orm import Session

from server.clock import now
from server.connection import Connection
from server.fields import Keyring, keyring_of
from server.jobs.context import Context
from server.models import Identity
from server.problems import Problem
from server.services.entering.asking import Asking, asked
from server.services.entering.links import MOST_OPEN, issue, open_links
from server.services.entering.mails import Letter, promise
from server.services.entering.notices import programme_name, said
from server.services.members.profiles import members_with, profile_of

log = structlog.get_logger()


def send_links(connection: Connection, context: Context, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Put the letters of these askings on their way; without a mail server there is none to send."""
    if not context.settings.smtp_url:
        log.warning("no_mail_server", askings=len(payloads))
        return
    keyring = keyring_of(context.settings)
    for payload in payloads:
        asking = asked(keyring, payload["key"], payload["sealed"])
        for member, address in addresses(context, keyring, asking):
            _write(connection, context, keyring, asking, member, address)


def addresses(context: Context, keyring: Keyring, asking: Asking) -> list[tuple[str, str]]:
    """Members that an asking may mean, with the address each is written to; nobody for what no one has."""
    with context.engine.connect().execution_options(reading=True) as connection, Session(connection) as session:
        if "@" in asking.given:
            return [(member, asking.given) for member in _with_address(session, keyring, asking.given)]
        identity = session.get(Identity, (asking.partner, asking.given))
        if identity is None:
            return []
        address = profile_of(session, keyring, identity.member_id).get("email", "")
        return [(identity.member_id, address)] if address else []


def _with_address(session: Session, keyring: Keyring, given: str) -> Iterable[str]:
    try:
        return members_with(session, keyring, "email", given)
    except Problem:
        return ()


def _write(connection: Connection, context: Context, keyring: Keyring, asking: Asking, member: str,
           address: str) -> None:
    at = now()
    if open_links(connection, member, at) >= MOST_OPEN:
        return
    token = issue(connection, context.settings.secret_key, member, at)
    name = programme_name(context.versions.in_force(at).programme, asking.locale)
    link = f"{context.settings.public_url.rstrip('/')}/me/link/{token}"
    promise(connection, keyring, member, Letter(
        address, said("link_subject", asking.locale, programme=name),
        said("link", asking.locale, programme=name, link=link)), at)

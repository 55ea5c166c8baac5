"""E-mails, sent outside of any transaction: each taken with a lease, tried a few times, then given up and emptied.

A mail server that takes a letter and is cut off before it says so gets it twice; a letter is never lost silently.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

import structlog

from server.clock import now
from server.columns import micros
from server.connection import Connection
from server.db import reading, writing
from server.fields import Unsealable, keyring_of
from server.jobs.context import Context
from server.jobs.leases import Leased, LeaseLost, Table
from server.services.entering.mails import Letter, unsealed
from server.settings import Settings

MAIL = Table("mail", "dead_at IS NULL", ("sealed",))
BATCH = 10
TIMEOUT_SECONDS = 20
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180))
"""How long after each failed attempt the next is made; after the last a link has ended, and the mail is given up."""
FAILED = "UPDATE mail SET lease_until = NULL, run_after = {0}, last_error = {0}"
GIVEN_UP = "UPDATE mail SET lease_until = NULL, dead_at = {0}, last_error = {0}, sealed = ''"
PORTS = {"smtp": 587, "smtps": 465}
log = structlog.get_logger()


class NotEncrypted(Exception):
    """The mail server has a password to be told and offers no encryption."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A mail and what came of an attempt; ``error`` is "" when it was taken, and never names anybody."""

    leased: Leased
    error: str


def is_due(context: Context) -> bool:
    """Whether any mail can be sent."""
    with reading(context.engine) as connection:
        return bool(MAIL.due(connection, now()))


def turn(context: Context) -> int:
    """Take a few mails and send them; how many were taken."""
    with writing(context.engine) as connection:
        leased = MAIL.take(connection, BATCH, context.lease)
    tried = [Tried(row, _try(context.settings, row)) for row in leased]
    try:
        with writing(context.engine) as connection:
            MAIL.finish(connection, [each.leased for each in tried if not each.error], "DELETE FROM mail")
            for each in tried:
                if each.error:
                    _put_off(connection, each)
    except LeaseLost:
        log.warning("lease_lost", mails=len(leased))
    return len(leased)


def _put_off(connection: Connection, tried: Tried) -> None:
    at, attempts = now(), tried.leased.attempts
    log.warning("mail_not_taken", id=tried.leased.id, error=tried.error, attempts=attempts)
    if attempts > len(WAITS):
        MAIL.finish(connection, [tried.leased], GIVEN_UP, (micros(at), tried.error))
    else:
        again = micros(at + WAITS[attempts - 1])
        MAIL.finish(connection, [tried.leased], FAILED, (again, tried.error))


def _try(settings: Settings, row: Leased) -> str:
    try:
        send(settings, unsealed(keyring_of(settings), row.id, row.values[0]), row.id)
    except smtplib.SMTPResponseException as error:
        return f"{type(error).__name__} {error.smtp_code}"
    except (smtplib.SMTPException, OSError, Unsealable, NotEncrypted) as error:
        return type(error).__name__
    return ""


def send(settings: Settings, letter: Letter, mail: str) -> None:
    """Hand a letter to the mail server. Raises ``SMTPException``, ``OSError``, ``NotEncrypted``."""
    url = urlsplit(settings.smtp_url)
    port = url.port or PORTS[url.scheme]
    made = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with made(url.hostname or "", port, timeout=TIMEOUT_SECONDS) as server:
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif url.scheme == "smtp" and url.password:
            raise NotEncrypted
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message(settings, letter, mail))


def message(settings: Settings, letter: Letter, mail: str) -> EmailMessage:
    """The letter as mail servers take it; the same id each time, so that readers can tell a repeat."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = settings.mail_from, letter.to, letter.subject
    made["Date"] = format_datetime(now())
    made["Message-ID"] = f"<{mail}@{make_msgid().rpartition('@')[2]}"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made

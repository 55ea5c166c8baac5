"""A real mail server on this machine, for tests of what is sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class Postbox(Message):
    """Keeps what it is sent; ``refusing`` says what it answers instead."""

    def __init__(self):
        super().__init__()
        self.letters, self.refusing, self.port = [], "", 0

    def keep(self, message):
        self.letters.append(message)

    async def answer(self, server, session, envelope, address, options):
        if self.refusing:
            return self.refusing
        envelope.rcpt_tos.append(address)
        return "250 OK"

    handle_message, handle_RCPT = keep, answer

    @property
    def texts(self) -> list[str]:
        """What the letters say."""
        return [letter.get_payload(decode=True).decode() for letter in self.letters]


class MailServer(Controller):
    """A mail server on a port of this machine that the system chooses."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """A mail server for the length of a ``with`` block."""
    postbox = Postbox()
    server = MailServer(postbox, hostname="127.0.0.1", port=0)
    server.start()
    postbox.port = server.port
    try:
        yield postbox
    finally:
        server.stop()

"""Asking for a link tells nobody who is a member: the same bytes, statements, and way through the code."""

import re
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

import server
from server.connection import Connection
from server.member.limits import Doorkeeper
from tests.member_site import NUMBER

HOME = str(Path(server.__file__).parent)
PAIRS = [pytest.param("ada@example.com", "eve@example.com", id="address"), pytest.param(NUMBER, "Z-778", id="number"),
         pytest.param(" ADA@Example.com ", " EVE@Example.com ", id="address written otherwise")]


@pytest.fixture
def asked(newcomer, monkeypatch):
    """``asked("A-778")``: the answer, every statement, and every function of ours that was called, in their order."""
    statements, execute, visitor = [], Connection._execute, newcomer.site.visitor()

    def noted(connection, sql, parameters=()):
        statements.append(sql)
        return execute(connection, sql, parameters)

    monkeypatch.setattr(Connection, "_execute", noted)
    event.listen(newcomer.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def ask(given):
        newcomer.site.app.extensions["tandem.doorkeeper"] = Doorkeeper()
        statements.clear()
        with Way() as called:
            answer = visitor.post("/me/sign-in", data={"given": given, "partner": "FRESH"})
        return answer, tuple(statements), tuple(called)

    ask("warm@example.com")
    return ask


class Way:
    """Functions of the server in the order they are called within the block."""

    def __enter__(self):
        self.called = []
        sys.setprofile(self._note)
        return self.called

    def __exit__(self, *error):
        sys.setprofile(None)

    def _note(self, frame, kind, argument):
        code = frame.f_code
        if kind == "call" and code.co_filename.startswith(HOME):
            self.called.append(f"{code.co_filename.removeprefix(HOME)}:{code.co_qualname}")


def bare(answer):
    """Everything an answer says, but for what is random in every answer."""
    nonce = re.search(r"nonce-([\w-]+)", answer.headers["Content-Security-Policy"])[1]
    body = re.sub(r'csrf_token" value="[^"]+"', "", answer.text.replace(nonce, "…"))
    headers = [(name, value.replace(nonce, "…")) for name, value in answer.headers if name != "Date"]
    return answer.status_code, body, [(name, "" if name == "Set-Cookie" else value) for name, value in headers]


@pytest.mark.parametrize("known, unknown", PAIRS)
def test_known_and_unknown_are_answered_by_the_same_bytes_statements_and_code(asked, known, unknown):
    (one, ones, one_way), (other, others, other_way) = asked(known), asked(unknown)

    assert bare(one) == bare(other)
    assert (ones, one_way) == (others, other_way)
    assert (one.status_code, [each.split()[0] for each in ones].count("INSERT"), len(one_way) > 20) == (200, 1, True)


@pytest.mark.parametrize("known, unknown", PAIRS)
def test_what_is_left_for_the_worker_is_of_one_size(newcomer, asked, known, unknown):
    asked(known), asked(unknown)

    with newcomer.engine.connect() as connection:
        sizes = connection.execute(text("SELECT length(payload) FROM outbox WHERE kind = 'link.asked' ORDER BY id"))
        assert len(set(list(sizes.scalars())[-2:])) == 1


def test_a_look_up_on_the_way_would_be_seen(newcomer, asked, monkeypatch):
    from server.member import entrance

    ask = entrance.ask_for_link

    def curious(engine, keyring, asking):
        if asking.given.startswith("ada"):
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        ask(engine, keyring, asking)

    monkeypatch.setattr(entrance, "ask_for_link", curious)

    assert asked("ada@example.com")[1] != asked("eve@example.com")[1]

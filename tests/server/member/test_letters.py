"""A link by e-mail: sent by the worker to a real mail server; asking looks the same for everybody."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from server.jobs import mailing, outbox
from server.jobs.context import Context
from tests.member_site import NUMBER, TODAY
from tests.postbox import open_postbox

ASKED = ("ada@example.com", " ADA@Example.com ")
STRANGERS = ("eve@example.com", "no address @", "B-1")


@pytest.fixture
def post():
    with open_postbox() as postbox:
        yield postbox


@pytest.fixture
def context(newcomer, post):
    settings = replace(newcomer.settings, smtp_url=f"smtp://127.0.0.1:{post.port}", public_url="https://joy.example")
    return Context(newcomer.engine, newcomer.site.coalition.versions, settings=settings)


def work(context):
    """What the worker does until nothing is due."""
    while outbox.turn(context) or mailing.turn(context):
        pass


def ask(member, given, partner="", **headers):
    return member.site.visitor(**headers).post("/me/sign-in", data={"given": given, "partner": partner})


@pytest.mark.parametrize("given", ASKED)
def test_a_member_who_asks_gets_a_link_that_lets_her_in(newcomer, context, post, given):
    ask(newcomer, given)
    work(context)

    [letter] = post.letters
    link = re.search(r"https://joy\.example(/me/link/\S+)", letter.get_payload(decode=True).decode())[1]
    assert letter["To"] == given.strip()
    assert letter["Subject"] == "Your link to Joy"
    visitor = newcomer.site.visitor()
    assert visitor.post(link).status_code == 303
    assert visitor.get("/me").status_code == 200


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_number_at_a_partner_is_as_good_as_the_address(newcomer, context, post):
    ask(newcomer, NUMBER, "FRESH", accept_language="zh-TW")
    work(context)

    assert post.letters[0]["To"] == "ada@example.com"
    assert "登入" in str(post.letters[0].get_payload(decode=True).decode())


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("given", STRANGERS)
def test_a_stranger_gets_the_same_answer_and_the_same_work_and_no_letter(newcomer, context, post, given):
    def trace(each):
        answer = ask(newcomer, each, "FRESH")
        with newcomer.engine.connect() as connection:
            seen = re.sub(r'csrf_token" value="[^"]+"', "", answer.text)
            return answer.status_code, seen, connection.execute(text("SELECT count(*) FROM outbox")).scalar()

    outbox.turn(context)
    stranger = trace(given)
    work(context)
    known = trace("ada@example.com")

    assert (stranger[:2], post.letters) == (known[:2], [])
    assert stranger[2] == known[2] == 1


def test_neither_the_asking_nor_the_letter_stands_readable_in_the_database(newcomer, context):
    ask(newcomer, "ada@example.com")
    with newcomer.engine.connect() as connection:
        waiting = str(connection.execute(text("SELECT * FROM outbox")).all())
    outbox.turn(context)
    with newcomer.engine.connect() as connection:
        waiting += str(connection.execute(text("SELECT * FROM mail")).all())

    assert "example.com" not in waiting
    assert "/me/link" not in waiting


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_letter_that_is_not_taken_is_tried_again_and_given_up_in_the_end(newcomer, context, post):
    post.refusing = "451 later, ada@example.com"
    ask(newcomer, "ada@example.com")
    outbox.turn(context)
    tries = 0
    for seconds in range(0, 600, 5):
        with time_machine.travel(TODAY + timedelta(seconds=seconds), tick=False):
            tries += mailing.turn(context)
    with newcomer.engine.connect() as connection:
        row = connection.execute(text("SELECT attempts, last_error, sealed, dead_at FROM mail")).one()

    assert (tries, row[0], row[2]) == (5, 5, "")
    assert row[3]
    assert "ada" not in row[1]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_mail_server_that_is_away_for_a_moment_loses_nothing(newcomer, context, post):
    ask(newcomer, "ada@example.com")
    away = replace(context, settings=replace(context.settings, smtp_url="smtp://127.0.0.1:1"))
    outbox.turn(away)
    assert mailing.turn(away) == 1

    with time_machine.travel(TODAY + timedelta(seconds=5), tick=False):
        work(context)
    assert len(post.letters) == 1


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_password_is_not_told_to_a_mail_server_without_encryption(newcomer, context, post):
    ask(newcomer, "ada@example.com")
    secret = replace(context, settings=replace(context.settings, smtp_url=f"smtp://a:secret@127.0.0.1:{post.port}"))
    work(secret)

    with newcomer.engine.connect() as connection:
        assert connection.execute(text("SELECT last_error FROM mail")).scalar() == "NotEncrypted"
    assert post.letters == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_whoever_keeps_asking_gets_three_letters_and_then_a_request_to_wait(newcomer, context, post):
    answers = [ask(newcomer, "ada@example.com").status_code for _ in range(7)]
    work(context)

    assert answers == [200] * 5 + [429] * 2
    assert len(post.letters) == 3


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("given, partner", [("", ""), ("A-778", ""), ("x" * 255, "FRESH")])
def test_an_asking_that_names_nobody_is_sent_back_with_a_sentence(newcomer, given, partner):
    answer = ask(newcomer, given, partner)

    assert answer.status_code == 422
    assert "Enter your e-mail address" in answer.text

"""Whatever way a name, an e-mail or a phone comes in, it is nowhere in clear: in no row, answer or log."""

from io import StringIO

import pytest
import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.fields import secret_keyring
from server.jobs import outbox
from server.jobs.context import Context
from server.ledger.post import NotPosted
from server.logs import said, set_up_logs
from server.models import Delivery, ProfileField
from server.services.members.importing import import_members
from server.services.partners.endpoints import add_endpoint
from tests.findings import none_of
from tests.server.ledger.kept import dump
from tests.server.webhooks.till import open_coalition

CANARIES = {"name": "Quetzalia Canary", "email": "quetzalia.canary@example.com", "phone": "+86 138 7654 3210",
            "address": "77 Canary Wharf"}
TRACES = ("canary", "7654 3210", "13876543210", "76543210")


@pytest.fixture
def coalition(engine, tmp_path):
    return open_coalition(engine, tmp_path)


@pytest.fixture
def logs():
    """What this process has logged so far."""
    written = StringIO()
    set_up_logs("debug")
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=written))
    yield written.getvalue
    structlog.reset_defaults()


def traces(*texts):
    """Canaries that stand in any of the texts, however they are written."""
    return [f"{trace} in …{text[max(text.lower().find(trace) - 60, 0):][:150]}" for text in map(str, texts)
            for trace in TRACES if trace in text.lower()]


def ways(coalition):
    """Every way in that an event has: taken, dropped, held, parked, refused, in a batch, and twice."""
    till, held = coalition.till(), coalition.till("AIR")
    joined = till.event("member.joined", member="A", attributes=CANARIES)
    yield till.post(joined)
    yield till.post(joined)
    yield till.post({**joined, "data": {**joined["data"], "attributes": {**CANARIES, "x": 1}}})
    yield till.post(till.purchase("10.00", member="A", reference="P", attributes=CANARIES))
    yield till.post(till.event("transaction.returned", member="A", of="P", amount="1.00", attributes=CANARIES))
    yield till.post(till.event("transaction.returned", member="A", of="LATER", amount="1.00", attributes=CANARIES))
    yield till.post(till.event("activity.newsletter", member="A", attributes=CANARIES))
    yield held.post(held.event("member.joined", member="F", attributes=CANARIES))
    for bad in ({"email": CANARIES["name"]}, {"phone": CANARIES["email"]}, {"email": [CANARIES["email"]]}):
        yield till.post(till.event("member.updated", member="A", attributes=bad))
    yield till.send(b'{"type": "member.joined", "data": {"email": "quetzalia.canary@example.com",,}}')


def test_webhooks_leave_no_trace_in_rows_answers_messages_or_logs(coalition, engine, logs):
    with Session(engine) as session:
        add_endpoint(session, "SHOP", "http://127.0.0.1:9/", loopback=True)
    answers = [f"{answer.status_code} {answer.text} {answer.headers}" for answer in ways(coalition)]
    while outbox.turn(Context(engine, coalition.versions)):
        pass

    assert [answer[:3] for answer in answers] == ["200", "200", "409", *["200"] * 5, *["422"] * 3, "400"]
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == 4
        assert session.scalar(select(func.count()).select_from(ProfileField)) == len(CANARIES)
    none_of(traces(dump(engine), logs(), *answers))


@pytest.mark.parametrize("failing", ["server.taking.batch.take_facts", "server.taking.batch.post_nothing",
                                     "server.taking.intake.post"])
def test_failures_of_ours_leave_no_trace_either(coalition, engine, logs, monkeypatch, failing):
    def fails(*given, **more):
        raise (NotPosted("event", 1, 0) if failing.endswith("intake.post") else ValueError("broken"))
    monkeypatch.setattr(failing.replace("post_nothing", "answer_of"), fails)
    till = coalition.till()

    answer = till.post(till.event("member.joined", member="A", attributes=CANARIES))

    assert answer.status_code in (200, 503)
    none_of(traces(dump(engine), logs(), answer.text))


def test_an_import_leaves_no_trace(coalition, engine, logs, tmp_path):
    path = tmp_path / "members.csv"
    path.write_text("number_SHOP,name,email,phone,address\n" + ",".join(("A", *CANARIES.values())) + "\n"
                    + "B,,quetzalia canary,,\n")

    with path.open() as file:
        done = import_members(engine, file, ["SHOP"], secret_keyring("key"))

    assert (done.added, len(done.bad)) == (1, 1)
    none_of(traces(dump(engine), logs(), done))


@pytest.mark.parametrize("message, left", [
    ("UniqueViolation('duplicate\\nDETAIL:  Key (number)=(A) exists.')", "UniqueViolation('duplicate')"),
    ("File x\npsycopg.X: dup\nDETAIL:  Failing row contains (A,\n  b).\nnext", "File x\npsycopg.X: dup\nnext"),
    ("nothing to hide", "nothing to hide"),
])
def test_a_message_keeps_its_sense_and_loses_the_row_it_quotes(message, left):
    assert said(message) == left


def test_an_error_of_the_database_does_not_tell_the_values_of_its_statement(coalition, engine, logs):
    with Session(engine) as session:
        row = {"member_id": "a", "partner": "b", "field": "c", "blind_index": CANARIES["email"]}
        try:
            session.execute(ProfileField.__table__.insert(), row)
        except SQLAlchemyError as error:
            structlog.get_logger().exception("failed", error=repr(error), said=str(error))

    written = logs()
    assert "failed" in written
    none_of(traces(written))

"""Partners are told of their own events: signed, under one id, by the schedule, until they confirm or time is up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
import time_machine
from sqlalchemy.orm import Session

from server import dice
from server.clock import now
from server.db import reading, writing
from server.jobs import delivery, outbox, schedule
from server.jobs.messages import ELSEWHERE, Message, tell
from server.jobs.sender import Sender
from server.services.partners.deliveries import ALL, DisabledEndpoint, Wanted, listed, replay, replay_range
from server.services.partners.endpoints import add_endpoint, disable_endpoint, enable_endpoint
from server.services.partners.secrets import issue_secret
from tests.server.jobs.receiver import receiving

NO_JITTER = [Decimal(0)] * 100


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def endpoint(context, receiver):
    """The shop is told at the receiver."""
    with Session(context.engine) as session:
        return add_endpoint(session, "SHOP", receiver.url, loopback=True)


@pytest.fixture
def deliver(context):
    """Deliver whatever is due now, to whomever; how many attempts were made."""
    sender = Sender(loopback=True, patience=timedelta(seconds=0.5))

    def deliver():
        while outbox.turn(context):
            pass
        return sum(delivery.turn(context, each, sender) for each in delivery.due_endpoints(context))
    return deliver


def sent(context, **wanted):
    with Session(context.engine, expire_on_commit=False) as session:
        return listed(session, Wanted(**{"state": ALL, **wanted}))


def endpoints(context):
    with reading(context.engine) as connection:
        return connection.rows("SELECT failing_since, disabled_at, disabled_why FROM endpoint ORDER BY created_at")


def test_a_partner_is_told_of_its_event_signed_as_the_standard_says(till, endpoint, receiver, deliver):
    answer = till.post(till.purchase("64.00", reference="R1")).json
    deliver()

    told = receiver.got[0].verified(endpoint.secret)

    assert told["type"] == "event.processed"
    assert told["data"]["answer"] == {name: part for name, part in answer.items() if name not in ELSEWHERE}
    assert {name: told["data"][name] for name in ("reference", "type", "member")} == {
        "reference": "R1", "type": "transaction.completed", "member": {"number": "M-1"}}


def test_a_partner_hears_of_nobody_elses_events(coalition, endpoint, receiver, deliver):
    coalition.till("CLUB").post(coalition.till("CLUB").purchase("1.00"))
    air = coalition.till("AIR")
    air.post(air.event("member.joined"))

    assert deliver() == 0


def test_a_return_that_waited_is_told_to_who_reported_it(till, endpoint, receiver, deliver):
    till.post(till.event("transaction.returned", of="P", amount="64.00", reference="B"))
    till.post(till.purchase("64.00", reference="P"))
    deliver()

    assert sorted(each.verified(endpoint.secret)["data"]["reference"] for each in receiver.got) == ["B", "P"]


def test_attempts_follow_the_schedule_under_one_id_and_then_it_is_given_up(till, endpoint, receiver, deliver, context):
    receiver.script = [500] * 20
    till.post(till.purchase("64.00"))
    start, due = now(), list(accumulate(schedule.WAITS, initial=timedelta(0)))
    seen = []

    with dice.loaded(NO_JITTER):
        for at in sorted({*due, *(at - timedelta(seconds=1) for at in due[1:]), timedelta(days=9)}):
            with time_machine.travel(start + at, tick=False):
                seen += [at] * deliver()

    assert seen == due
    assert len(set(receiver.ids())) == 1
    assert [row.attempts for row in sent(context, state="dead")] == [10]


def test_jitter_adds_up_to_a_tenth():
    waits = [schedule.wait_after(2, Decimal(roll)) for roll in ("0", "0.5", "0.999999")]

    assert waits[:2] == [timedelta(minutes=5), timedelta(minutes=5, seconds=15)]
    assert timedelta(minutes=5, seconds=29) < waits[2] < timedelta(minutes=5, seconds=30)
    assert sum(schedule.WAITS, timedelta(0)) == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize("answer, says", [
    pytest.param(302, "answered 302", id="a redirect is not followed"),
    pytest.param((302, {"Location": "/elsewhere"}), "answered 302", id="not even to itself"),
    pytest.param(500, "answered 500", id="an error"), pytest.param(404, "answered 404", id="not found"),
    pytest.param("hang", "no whole answer within 0.5 s", id="no answer"),
    pytest.param("drip", "no whole answer within 0.5 s", id="an answer that drips"),
])
def test_whatever_is_no_2xx_is_tried_again(till, endpoint, receiver, deliver, context, answer, says):
    receiver.script = [answer]
    till.post(till.purchase("64.00"))
    deliver()
    failed, = sent(context, state="open")

    with time_machine.travel(now() + timedelta(seconds=6)):
        deliver()

    assert says in failed.last_error
    assert [each.path for each in receiver.got] == ["/hook", "/hook"]
    assert (len(set(receiver.ids())), [row.attempts for row in sent(context, state="done")]) == (1, [2])


@pytest.mark.parametrize("status, header, wait", [
    pytest.param(429, "120", timedelta(seconds=120), id="seconds"),
    pytest.param(503, "Tue, 02 Mar 2027 09:30:00 GMT", timedelta(minutes=15), id="a date"),
    pytest.param(429, "1", timedelta(seconds=5), id="sooner than the schedule"),
    pytest.param(429, "soon", timedelta(seconds=5), id="nothing one can read"),
    pytest.param(429, "9" * 400, timedelta(hours=24), id="for ever"),
    pytest.param(500, "120", timedelta(seconds=5), id="of an error that is none of rest"),
])
def test_a_partner_that_asks_for_rest_gets_it(till, endpoint, receiver, deliver, context, status, header, wait):
    receiver.script = [(status, {"Retry-After": header})]
    at = datetime(2027, 3, 2, 9, 15, tzinfo=UTC)

    with time_machine.travel(at, tick=False), dice.loaded(NO_JITTER):
        till.post(till.purchase("64.00"))
        deliver()

    assert sent(context)[0].run_after - at == wait


def test_an_endpoint_that_is_gone_is_disabled_at_once_and_the_others_are_told(
        till, endpoint, receiver, deliver, context):
    with receiving() as other, Session(context.engine) as session:
        add_endpoint(session, "SHOP", other.url, loopback=True)
        receiver.script = [410]
        till.batch([till.purchase("64.00"), till.purchase("1.00")])
        deliver()
        deliver()

        told = [each.verified(endpoint.secret) for each in other.got]

    assert [each["type"] for each in told] == ["event.processed", "event.processed", "endpoint.disabled"]
    assert told[2]["data"]["url"] == receiver.url
    assert len(receiver.got) == 1
    assert endpoints(context)[0][2] == "answered 410: it is gone"
    assert len(sent(context, state="dead")) == 2


def test_an_endpoint_that_fails_for_five_days_is_disabled_and_one_that_recovers_is_not(
        till, endpoint, receiver, deliver, context):
    start = now()
    for days in (0, 4.9, 5.1, 10, 10.2):
        receiver.script = [] if days == 4.9 else [500] * 50
        with time_machine.travel(start + timedelta(days=days), tick=False):
            till.post(till.purchase("1.00"))
            while deliver():
                pass
        disabled = endpoints(context)[0][1] is not None
        assert disabled == (days == 10.2), days


def test_what_a_disabled_endpoint_missed_is_kept_and_sent_by_range_once_it_is_enabled(
        till, endpoint, receiver, deliver, context):
    with Session(context.engine) as session:
        disable_endpoint(session, endpoint.id, "moved house")
        till.batch([till.purchase("1.00", reference=f"R{n}") for n in range(5)])
        assert deliver() == 0
        assert replay_range(session, Wanted()).disabled == 5

        enable_endpoint(session, endpoint.id)
        made = [row.created_at for row in sent(context)]
        assert replay_range(session, Wanted(since=made[0], until=made[0])).again == 0
        assert replay_range(session, Wanted(since=made[0], until=made[-1] + timedelta(seconds=1))).again == 5

    assert deliver() == 5
    assert len(sent(context, state="done")) == 5


def test_one_message_is_sent_again_under_its_own_id(till, endpoint, receiver, deliver, context):
    till.post(till.purchase("1.00"))
    deliver()

    with Session(context.engine) as session:
        replay(session, sent(context)[0].id)
    deliver()

    assert (len(receiver.got), len(set(receiver.ids()))) == (2, 1)


def test_a_message_to_a_disabled_endpoint_is_not_sent_again(till, endpoint, deliver, context):
    till.post(till.purchase("1.00"))
    deliver()
    with Session(context.engine) as session:
        disable_endpoint(session, endpoint.id, "moved house")

        with pytest.raises(DisabledEndpoint):
            replay(session, sent(context)[0].id)


def test_the_first_failure_ends_the_batch_and_the_rest_keeps_its_attempts(till, endpoint, receiver, deliver, context):
    receiver.script = [500]
    till.batch([till.purchase("1.00") for _ in range(5)])

    assert deliver() == 1
    assert sorted(row.attempts for row in sent(context)) == [0, 0, 0, 0, 1]
    assert deliver() == 4


def test_during_a_rotation_either_secret_accepts_the_message(till, endpoint, receiver, deliver, context):
    with Session(context.engine) as session:
        fresh = issue_secret(session, "SHOP", "outgoing")
        session.commit()
    till.post(till.purchase("1.00"))
    deliver()

    assert receiver.got[0].verified(endpoint.secret) == receiver.got[0].verified(fresh)


def test_the_incoming_secret_signs_no_message(till, endpoint, receiver, deliver, coalition):
    till.post(till.purchase("1.00"))
    deliver()

    with pytest.raises(Exception, match="No matching signature"):
        receiver.got[0].verified(coalition.secrets["SHOP"])


def test_nothing_is_sent_of_a_commit_that_did_not_happen(endpoint, context, deliver):
    def told_in_vain():
        with writing(context.engine) as connection:
            assert tell(connection, [Message("SHOP", "event.processed", now())], now()) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told_in_vain()

    assert deliver() == 0

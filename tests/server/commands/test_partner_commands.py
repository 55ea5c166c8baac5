"""``tandem partner``, ``deliveries`` and ``held``: who may speak, who is told, and what waits for a person."""

import re
from datetime import timedelta

import pytest
import time_machine

from server.clock import now
from server.jobs import calendar, delivery, outbox
from server.jobs.context import Context
from server.jobs.sender import Sender
from server.services.partners.keys import partner_with
from tests.server.jobs.receiver import receiving
from tests.server.webhooks.till import Till, balance_of


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def told(tandem, coalition, receiver, monkeypatch):
    """The shop is told at the receiver; whatever is due is delivered by calling this."""
    monkeypatch.setenv("TANDEM_LOOPBACK_ENDPOINTS", "1")
    tandem("partner", "endpoint", "SHOP", receiver.url)
    context, sender = Context(coalition.engine, coalition.versions), Sender(loopback=True)

    def deliver():
        while outbox.turn(context):
            pass
        return sum(delivery.turn(context, each, sender) for each in delivery.due_endpoints(context))
    return deliver


def test_a_new_secret_is_shown_once_and_the_old_one_lives_on_for_its_overlap(till, coalition, tandem):
    result = tandem.run("partner", "secret", "SHOP", "--overlap-hours", "2")
    fresh = Till(till.client, "SHOP", result.stdout.strip(), till.references)

    assert result.stdout.startswith("whsec_")
    for hours, secret, status in ((1, till, 200), (1, fresh, 200), (3, till, 401), (3, fresh, 200)):
        with time_machine.travel(now() + timedelta(hours=hours), tick=False):
            coalition.edge.doors._read_at = -100
            assert secret.post(secret.purchase("1.00")).status_code == status


def test_a_secret_for_nobody_is_refused(coalition, tandem):
    assert "unknown_partner" in tandem("partner", "secret", "NOBODY", code=1)


def test_an_endpoint_is_added_once_and_its_secret_shown_once(tandem, coalition, receiver, monkeypatch):
    monkeypatch.setenv("TANDEM_LOOPBACK_ENDPOINTS", "1")
    first, again = (tandem("partner", "endpoint", "SHOP", receiver.url) for _ in range(2))

    assert first.count("whsec_") == 1
    assert again == first.splitlines()[0] + "\n"
    assert tandem("partner", "endpoints").endswith(f" SHOP {receiver.url} works\n")


def test_an_endpoint_on_this_machine_is_refused_unless_the_setting_allows_it(tandem, coalition, receiver):
    assert "endpoint_refused: an endpoint begins with https://" in tandem(
        "partner", "endpoint", "SHOP", receiver.url, code=1)
    assert "endpoint_refused" in tandem("partner", "endpoint", "SHOP", "https://169.254.169.254/", code=1)


def test_what_was_given_up_is_listed_and_sent_again(till, told, receiver, tandem):
    receiver.script = [410]
    till.batch([till.purchase("1.00"), till.purchase("2.00")])
    told()
    listed = tandem.run("deliveries", "list")
    endpoint = tandem("partner", "endpoints").split()[0]

    assert (listed.stdout.count("given up"), listed.stderr) == (2, "2 messages\n")
    assert "wait for an endpoint that is disabled" in tandem("deliveries", "replay", "--partner", "SHOP", code=1)
    tandem("partner", "enable", endpoint[:20])
    assert "is sent again" in tandem("deliveries", "replay", listed.stdout.split()[0])
    assert "1 message are sent again" in tandem("deliveries", "replay", "--since", "2020-01-01")
    assert told() == 2
    assert tandem.run("deliveries", "list", "--state", "done").stdout.count("delivered") == 2


def test_all_messages_are_not_sent_again_by_accident(coalition, tandem):
    assert "name a message, or say which" in tandem("deliveries", "replay", code=2)


def test_a_disabled_endpoint_says_why(told, tandem):
    endpoint = tandem("partner", "endpoints").split()[0]

    tandem("partner", "disable", endpoint, "--why", "moved house")

    assert re.search(r"disabled since .*: moved house", tandem("partner", "endpoints"))
    assert "unknown_endpoint" in tandem("partner", "enable", "0000", code=1)


def late_purchase(till, amount="64.10", **more):
    return till.event("transaction.completed", amount=amount, currency="CNY", reference="L",
                      at=now() - timedelta(days=40), **more)


BY = ("--by", "ada", "--reason", "the till was offline")


def test_a_late_event_is_listed_and_let_in_by_a_person_once(till, told, receiver, tandem):
    till.post(late_purchase(till))

    assert "SHOP/L held: late; transaction.completed, occurred" in tandem("held", "list")
    assert tandem("held", "accept", "SHOP/L", *BY) == "SHOP/L is taken: +64 PTS.\n"
    assert "unknown_held" in tandem("held", "accept", "SHOP/L", *BY, code=1)
    assert balance_of(till.post(till.purchase("1.00"))) == 65
    assert told() == 2
    assert tandem.run("held", "list").stderr == "0 events wait.\n"


def test_what_was_let_in_can_come_back(till, tandem):
    till.post(late_purchase(till))
    tandem("held", "accept", "SHOP/L", *BY)

    returned = till.post(till.event("transaction.returned", of="L", amount="14.05"))

    assert returned.json["status"] == "processed"
    assert balance_of(till.post(till.purchase("1.00"))) == 51


def test_a_repeat_of_what_was_let_in_still_gets_its_first_answer(till, tandem):
    body = late_purchase(till)
    first = till.post(body)
    tandem("held", "accept", "SHOP/L", *BY)

    assert till.post(body).data == first.data


def test_a_member_nobody_knows_is_enrolled_when_a_person_lets_it_in_and_its_purchase_can_come_back(coalition, tandem):
    air = coalition.till("AIR")
    air.post(air.purchase("30.00", reference="P"))
    air.post(air.event("transaction.returned", of="P", amount="10.00", reference="B"))

    assert "AIR/P held: member_unknown" in tandem("held", "list", "--parked")
    assert tandem("held", "accept", "AIR/P", *BY) == "AIR/P is taken: +30 MILE.\n"
    assert balance_of(air.post(air.event("transaction.returned", of="P", amount="5.00")), "MILE") == 25
    tandem("held", "accept", "AIR/B", *BY)
    assert balance_of(air.post(air.purchase("1.00")), "MILE") == 16


def test_what_a_person_refuses_is_settled_and_its_partner_told_why(till, told, receiver, tandem):
    till.post(late_purchase(till))

    assert tandem("held", "refuse", "SHOP/L", *BY) == "SHOP/L is refused.\n"

    assert told() == 1
    assert '"type":"event.refused"' in receiver.got[0].body
    assert '"why":"the till was offline"' in receiver.got[0].body
    assert "unknown_held" in tandem("held", "refuse", "SHOP/L", *BY, code=1)


def test_who_lets_it_in_and_why_is_recorded(till, tandem, coalition):
    till.post(late_purchase(till))
    tandem("held", "accept", "SHOP/L", *BY)

    with coalition.engine.connect() as connection:
        recorded = connection.exec_driver_sql("SELECT person, reason FROM event WHERE reference LIKE 'settle:%%'").one()
    assert tuple(recorded) == ("ada", "the till was offline")


def test_a_return_whose_purchase_never_came_becomes_a_persons_and_its_partner_is_told(
        till, told, receiver, tandem, coalition):
    till.post(till.event("transaction.returned", of="P", amount="1.00", reference="B"))
    assert tandem.run("held", "list").stderr == "0 events wait.\n"

    with time_machine.travel(now() + timedelta(days=91), tick=False):
        assert calendar.hold_the_parked(Context(coalition.engine, coalition.versions)) == 1
        assert calendar.hold_the_parked(Context(coalition.engine, coalition.versions)) == 0
        told()

    assert "SHOP/B held: purchase_missing; transaction.returned of P" in tandem("held", "list")
    assert '"type":"event.held"' in receiver.got[0].body
    assert "Its purchase has not come" in tandem("held", "accept", "SHOP/B", *BY, code=1)


def test_a_return_that_became_a_persons_is_still_applied_when_its_purchase_comes(till, tandem, coalition):
    till.post(till.event("transaction.returned", of="P", amount="0.10", reference="B"))
    with time_machine.travel(now() + timedelta(days=91), tick=False):
        calendar.hold_the_parked(Context(coalition.engine, coalition.versions))
        till.post(till.purchase("64.10", reference="P"))
        left = balance_of(till.post(till.purchase("1.00")))

    assert left == 65
    assert tandem.run("held", "list").stderr == "0 events wait.\n"


def test_a_key_for_the_interface_is_shown_once_and_the_earlier_one_lives_a_day(coalition, tandem):
    first, second = (tandem("partner", "key", "SHOP").splitlines()[0] for _ in range(2))

    assert first.startswith("tandem_")
    assert [partner_with(coalition.engine, each) for each in (first, second)] == ["SHOP", "SHOP"]
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert [partner_with(coalition.engine, each) for each in (first, second)] == ["", "SHOP"]


def test_nobody_gets_a_key_for_a_partner_that_does_not_exist(tandem):
    assert "unknown_partner" in tandem("partner", "key", "NOBODY", code=1)

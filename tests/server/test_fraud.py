"""What cheats try, step by step: each attempt is stopped where it happens, or stands on the list that staff look at."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from server.api.doors import ApiDoors
from server.api.operations import DOORS
from server.db import writing
from server.jobs.context import Context
from server.jobs.periods import run, run_once
from server.models import Audit
from server.services.partners.keys import issue_key
from server.services.staff.watch import UnknownSuspicion, Watching, settle, suspicions
from server.settings import Settings
from tests.findings import none_of
from tests.server.api.conftest import Caller
from tests.server.services.conftest import CATALOGUE
from tests.server.webhooks.till import points_of
from tests.site import open_site

GREEDY = CATALOGUE.replace("campaigns:", """campaigns:
  - code: welcome
    name: Ten on every receipt
    when: event.type == "transaction.completed"
    benefits: [{points: 10}]
    caps: [{limit: 30, period: day}]""")
STRICT = Settings(watch_points_a_day=10_000, watch_purchases_an_hour=8, watch_returns_a_day=3, watch_links_a_day=3)
GUESSES = 5


@pytest.fixture
def site(settings, engine, tmp_path):
    with open_site(settings, engine, tmp_path, text=GREEDY) as site:
        site.app.extensions[DOORS] = ApiDoors(100_000, GUESSES)
        yield site


@pytest.fixture
def till(site):
    return site.till()


@pytest.fixture
def shop(site):
    with Session(site.coalition.engine) as session:
        key = issue_key(session, "SHOP")
        session.commit()
    return Caller(site.visitor(), "SHOP", key)


@pytest.fixture
def flagged(site):
    """``flagged()``: what the watch finds, as rules with what they are about but the day."""
    def flagged():
        engine = site.coalition.engine
        run(Context(engine, site.coalition.versions), Watching(STRICT))
        with Session(engine) as session:
            return sorted((each.rule, each.about.rpartition(" ")[0], each.figure) for each in suspicions(session))
    return flagged


def buy(till, amount, reference, member="A"):
    answer = till.post(till.purchase(amount, member=member, reference=reference))
    assert answer.status_code == 200, answer.text
    return answer


def test_points_of_goods_that_come_back_after_they_were_spent_are_owed_and_flagged(till, shop, flagged):
    buy(till, "90", "R1")
    assert shop.post("/members/A/redemptions", {"reward": "mug", "quantity": 3}).status_code == 200

    back = till.post(till.event("transaction.returned", member="A", of="R1", reference="B1"))

    assert back.json["balances"] == {"PTS": {"available": -30, "pending": 0}}
    assert flagged() == [("returned_after_spending", "PTS", 30)]
    assert shop.post("/members/A/redemptions", {"reward": "ticket"}).json["type"] == "/problems/insufficient_points"
    assert buy(till, "50", "R2").json["balances"]["PTS"]["available"] == 50 + 10 - 30


def test_split_receipts_win_no_more_than_the_cap_and_are_flagged(till, flagged):
    earned = [points_of(buy(till, "1", f"S{number}")) for number in range(8)]

    assert earned == [11, 11, 11, 1, 1, 1, 1, 1]
    assert flagged() == [("split_receipts", "SHOP", 8)]


def test_a_receipt_sent_twice_counts_once_and_another_under_its_number_not_at_all(till):
    receipt = till.purchase("90", member="A", reference="R1")
    answers = [till.post(receipt) for _ in range(2)]

    assert answers[0].data == answers[1].data
    assert till.post(till.purchase("900", member="A", reference="R1")).status_code == 409
    assert buy(till, "1", "R2").json["balances"]["PTS"]["available"] == 90 + 10 + 1 + 10


def test_a_link_lets_in_once_and_many_links_are_flagged(site, till, shop, flagged):
    buy(till, "90", "R1")
    links = [shop.post("/members/A/link").json["url"] for _ in range(3)]
    path = "/me" + links[0].partition("/me")[2]
    owner, thief = site.visitor(), site.visitor()

    assert owner.post(path).status_code == 303
    assert thief.post(path).status_code != 303
    assert thief.get("/me").status_code != 200
    assert flagged() == [("many_links", "SHOP", 3)]


def test_guessed_numbers_are_answered_alike_and_then_not_at_all(till, site, shop):
    held = site.till("AIR")
    held.post(held.purchase("10", member="F-1", reference="F"))
    buy(till, "90", "R1")

    answers = [shop.get(f"/members/{number}") for number in ("F-1", "B", "C", "D", "E")]

    assert len({(each.status_code, each.data, tuple(each.headers.keys())) for each in answers}) == 1
    assert answers[0].status_code == 404
    stopped = shop.get("/members/A")
    assert (stopped.status_code, stopped.headers["Retry-After"].isdecimal()) == (429, True)


def test_a_voucher_is_honoured_once_at_its_partner_alone(site, till, shop):
    buy(till, "90", "R1")
    code = shop.post("/members/A/redemptions", {"reward": "coupon"}).json["redemption"]["vouchers"][0]["code"]

    answers = [shop.post(f"/vouchers/{code}/use") for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 409, 409]
    assert {each.json["type"] for each in answers[1:]} == {"/problems/voucher_closed"}


def test_runaway_earning_and_many_returns_are_flagged(till, flagged):
    buy(till, "12000", "R1")
    for number in range(3):
        assert till.post(till.event("transaction.returned", member="A", of="R1", reference=f"B{number}",
                                    amount="1.00")).status_code == 200

    assert [(rule, about) for rule, about, _ in flagged()] == [("many_returns", "SHOP"), ("runaway_earning", "PTS")]


def test_honest_members_are_left_alone(till, shop, flagged):
    for number in range(20):
        buy(till, "80", f"R{number}", member=f"M{number}")
    till.post(till.event("transaction.returned", member="M1", of="R1", reference="B", amount="10.00"))
    shop.post("/members/M2/redemptions", {"reward": "mug"})

    none_of(flagged())


def test_a_find_is_written_once_until_somebody_says_what_it_was(site, till, flagged):
    for number in range(8):
        buy(till, "1", f"S{number}")
    assert flagged() == flagged() == [("split_receipts", "SHOP", 8)]

    with Session(site.coalition.engine) as session:
        found = suspicions(session)[0]
        settle(session, found.member_id, found.id, "eve", "a market stall")
        session.commit()
        assert [each.verdict for each in suspicions(session, settled=True)] == ["a market stall"]
        assert session.get(Audit, 1).action == "suspicion.settled"
        with pytest.raises(UnknownSuspicion):
            settle(session, found.member_id, found.id, "eve", "again")
    assert flagged() == []


def test_the_worker_looks_once_an_hour_whoever_else_does(site, till):
    for number in range(8):
        buy(till, "1", f"S{number}")
    context = replace(Context(site.coalition.engine, site.coalition.versions), settings=STRICT)
    first, second = Watching(STRICT), Watching(STRICT)

    made = [run_once(context, task, "2026-11-21T23") for task in (first, second)]

    assert (first.found, second.found, made[1]) == (1, 0, None)
    with writing(site.coalition.engine) as connection:
        assert connection.rows("SELECT count(*) FROM suspicion") == [(1,)]

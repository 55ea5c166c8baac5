"""Unknown members, late events, tiers, payment with points: what the answer says of each."""

from datetime import timedelta

from sqlalchemy import text
from structlog.testing import capture_logs

from server.clock import now
from tests.server.webhooks.till import PROGRAMME, Coalition, Till, balance_of, points_of


def test_an_unknown_number_is_enrolled_held_or_refused_as_the_partner_says(coalition: Coalition) -> None:
    answers = {code: coalition.till(code).post(coalition.till(code).purchase("10.00"))
               for code in ("SHOP", "AIR", "CLUB")}

    assert answers["SHOP"].json["status"] == "processed"
    assert (answers["AIR"].json["status"], answers["AIR"].json["why"]) == ("held", "member_unknown")
    assert answers["CLUB"].json["type"] == "/problems/member_unknown"


def test_who_joins_and_changes_in_one_batch_is_written_once(coalition: Coalition, till: Till) -> None:
    told = [till.event("member.joined", attributes={"city": "Wuhan"}),
            till.event("member.updated", attributes={"city": "Xi'an"})]

    with capture_logs() as logs:
        results = till.batch(told)

    assert [result["status"] for result in results] == [200, 200]
    assert not logs
    with coalition.engine.connect() as connection:
        assert connection.execute(text("SELECT attributes, version FROM member")).all() == [('{"city":"Xi\'an"}', 1)]


def test_a_late_event_is_held_for_a_person(till: Till) -> None:
    edge, late = now() - timedelta(days=29, hours=23), now() - timedelta(days=30, minutes=1)

    assert till.post(till.purchase("10.00", at=edge)).json["status"] == "processed"
    assert till.post(till.purchase("10.00", at=late)).json["why"] == "late"


def test_an_event_from_the_future_is_held(till: Till) -> None:
    assert till.post(till.purchase("10.00", at=now() + timedelta(hours=1))).json["why"] == "future"


def test_an_upgrade_is_told_and_rewarded_and_acts_from_the_next_event(till: Till) -> None:
    till.post(till.event("member.joined", attributes={"consents": True}))

    answer = till.post(till.purchase("1000.00"))

    assert answer.json["tier"] == {"code": "gold", "changed": True}
    assert balance_of(answer) == 1000 + 100 + 50


def test_points_pay_part_of_a_purchase(till: Till) -> None:
    till.post(till.purchase("100.00"))

    answer = till.post(till.purchase("20.00", points_paid=30))

    assert balance_of(answer) == 100 - 30 + 20


def test_paying_with_points_one_does_not_have_is_refused_and_changes_nothing(till: Till) -> None:
    till.post(till.purchase("10.00"))

    refused = till.post(till.purchase("20.00", points_paid=11))

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/insufficient_points")
    assert balance_of(till.post(till.purchase("1.00"))) == 11


def test_what_a_member_tells_is_kept_and_a_phone_never_in_clear(till: Till, coalition: Coalition) -> None:
    till.post(till.event("member.joined", attributes={"phone": "+86 139 0000 0000", "birthday": "1990-04-01"}))

    with coalition.engine.connect() as connection:
        birthday, phone = connection.execute(text("SELECT birthday, phone FROM member")).one()
        everything = connection.execute(text("SELECT facts, answer, outcome FROM event")).all()
    assert birthday == "1990-04-01"
    assert len(phone) == 64
    assert "139 0000" not in str(everything)


def test_each_purchase_is_priced_by_the_version_in_force_when_it_happened(coalition: Coalition) -> None:
    till, change = coalition.till(), now() - timedelta(hours=1)
    coalition.publish(PROGRAMME.replace("points: matched.amount", "points: matched.amount * 3"), change)

    before = till.post(till.purchase("100.00", at=change - timedelta(minutes=1)))
    after = till.post(till.purchase("100.00", at=change))

    assert (points_of(before), points_of(after)) == (100, 300)

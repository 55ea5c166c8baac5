"""Only the partner, only now: one shape of refusal for every cause."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from server.clock import now
from server.problems import Problem
from server.services.partners.secrets import issue_secret
from server.webhooks.signature import UNAUTHORIZED, verify
from tests.server.webhooks.till import Coalition

SECRET = "whsec_c2VjcmV0LW9uZS1mb3ItdGVzdHMtMDEyMzQ1Njc4OQ=="
OTHER = "whsec_c2VjcmV0LXR3by1mb3ItdGVzdHMtMDEyMzQ1Njc4OQ=="
BODY = b'{"type": "member.joined"}'


def signed(body: bytes = BODY, secret: str = SECRET, off: timedelta = timedelta(0)) -> dict[str, str]:
    at, message = now() + off, "msg_1"
    return {"webhook-id": message, "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(message, at, body.decode())}


def accepted(body: bytes, headers: dict[str, str], *secrets: str) -> bool:
    try:
        verify(body, headers, secrets or (SECRET,))
    except Problem as problem:
        return problem.body() != Problem("unauthorized", UNAUTHORIZED).body()
    return True


@pytest.mark.parametrize(("seconds", "taken"), [(-301, False), (-299, True), (0, True), (299, True), (301, False)])
def test_the_clock_may_be_three_hundred_seconds_off(seconds: int, taken: bool) -> None:
    with time_machine.travel(now().replace(microsecond=0), tick=False):
        assert accepted(BODY, signed(off=timedelta(seconds=seconds))) is taken


@pytest.mark.parametrize("broken", [
    pytest.param({"webhook-id": ""}, id="no id"),
    pytest.param({"webhook-id": "msg_2"}, id="another id"),
    pytest.param({"webhook-id": "msg.1"}, id="a dot in the id"),
    pytest.param({"webhook-timestamp": ""}, id="no timestamp"),
    pytest.param({"webhook-timestamp": "NaN"}, id="no number"),
    pytest.param({"webhook-timestamp": "1e400"}, id="an endless number"),
    pytest.param({"webhook-signature": ""}, id="no signature"),
    pytest.param({"webhook-signature": "v1"}, id="no comma"),
    pytest.param({"webhook-signature": "v1,ä"}, id="not base64"),
    pytest.param({"webhook-signature": "v2,AAAA"}, id="another version"),
])
def test_a_header_that_is_not_as_signed_is_refused(broken: dict[str, str]) -> None:
    assert accepted(BODY, signed())
    assert not accepted(BODY, signed() | broken)


def test_a_flipped_byte_is_refused() -> None:
    assert not accepted(BODY.replace(b"j", b"k"), signed())


def test_a_body_that_is_not_text_is_refused_and_not_an_error() -> None:
    assert not accepted(b"\xff\xfe", signed())


def test_another_partners_secret_is_refused() -> None:
    assert not accepted(BODY, signed(secret=OTHER))


def test_during_a_rotation_either_secret_signs_and_one_of_two_signatures_is_enough() -> None:
    one, other = signed(), signed(secret=OTHER)
    both = one | {"webhook-signature": f"{one['webhook-signature']} {other['webhook-signature']}"}

    assert accepted(BODY, signed(secret=OTHER), SECRET, OTHER)
    assert accepted(BODY, both, OTHER)


def test_after_a_rotation_the_old_secret_lives_for_its_overlap_and_no_longer(coalition: Coalition) -> None:
    till = coalition.till()
    with Session(coalition.engine) as session:
        fresh = issue_secret(session, "SHOP", overlap=timedelta(hours=1))
        session.commit()
    coalition.edge.doors._read_at = -1.0  # type: ignore[attr-defined]

    assert till.post(till.purchase("1.00")).status_code == 200
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        coalition.edge.doors._read_at = -1.0  # type: ignore[attr-defined]
        assert till.post(till.purchase("1.00")).status_code == 401
        till.secret = fresh
        assert till.post(till.purchase("1.00")).status_code == 200


def test_an_unknown_partner_is_refused_in_the_same_words(coalition: Coalition) -> None:
    till = coalition.till()
    unknown = till.send(b"{}", path="/webhooks/NOBODY")
    wrong = till.send(b"{}", secret=OTHER)

    assert (unknown.status_code, unknown.data) == (wrong.status_code, wrong.data) == (401, wrong.data)

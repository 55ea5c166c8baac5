"""Too many events of one partner are refused before they are read, and nobody else's; each process counts its own."""

import time_machine

from server.clock import now
from tests.server.webhooks.till import open_coalition, reopen_coalition

LIMIT = 3


def posted(coalition, partner="SHOP"):
    """What one more purchase is answered."""
    till = coalition.till(partner)
    return till.post(till.purchase("1.00", reference=f"{partner}-{now().timestamp()}"))


def test_beyond_its_limit_a_partner_waits_and_another_does_not(engine, tmp_path):
    with time_machine.travel(now(), tick=False) as clock:
        coalition = open_coalition(engine, tmp_path, limit=LIMIT)
        answers = [posted(coalition) for _ in range(LIMIT + 1)]

        assert [answer.status_code for answer in answers] == [200] * LIMIT + [429]
        assert posted(coalition, "CLUB").status_code != 429

        clock.shift(int(answers[-1].headers["Retry-After"]))
        assert posted(coalition).status_code == 200


def test_a_batch_that_could_never_pass_is_too_large_and_not_told_to_wait(engine, tmp_path):
    with time_machine.travel(now(), tick=False):
        till = open_coalition(engine, tmp_path, limit=LIMIT).till()

        answer = till.send(b"{}\n" * (LIMIT + 1), path="/webhooks/SHOP/batch")

        assert (answer.status_code, "Retry-After" in answer.headers) == (413, False)
        assert [each["status"] for each in till.batch([b"{}"] * LIMIT)] == [422] * LIMIT


def test_each_process_lets_as_much_through(engine, tmp_path):
    with time_machine.travel(now(), tick=False):
        one = open_coalition(engine, tmp_path, limit=LIMIT)
        other = reopen_coalition(engine, tmp_path, one.secrets, limit=LIMIT)

        answers = [posted(process).status_code for process in (one, other) for _ in range(LIMIT + 1)]

        assert answers == [*[200] * LIMIT, 429] * 2

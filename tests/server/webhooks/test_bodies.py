"""A body is read up to a limit, and one beyond it is heard to its end, so that its sender hears the answer."""

from io import BytesIO

import pytest

from server.problems import Problem
from server.webhooks.bodies import HEARD, read_body


@pytest.mark.parametrize("declared", [None, 5])
def test_a_body_of_just_the_limit_is_read_whole(declared):
    assert read_body(BytesIO(b"12345"), declared, 5) == b"12345"


@pytest.mark.parametrize("declared", [None, 4, 300_000])
def test_a_body_beyond_the_limit_is_refused_once_its_sender_has_sent_it(declared):
    stream = BytesIO(b" " * 300_000)

    with pytest.raises(Problem) as refused:
        read_body(stream, declared, 5)

    assert refused.value.code == "too_large"
    assert stream.read() == b""


def test_a_sender_that_never_ends_is_not_heard_for_ever():
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b" " * size

    with pytest.raises(Problem):
        read_body(endless := Endless(), 10**12, 5)

    assert endless.given == HEARD

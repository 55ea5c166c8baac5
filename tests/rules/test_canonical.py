"""The content hash names what a programme means, and nothing else."""

import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given

from rules.canonical import canonical, content_hash, from_json
from rules.shape import read
from tests.rules.programmes import programmes
from tests.rules.test_shape import SMALL, with_campaign

PRINT_HASH = """
import sys
from rules.canonical import content_hash, from_json
from rules.shape import read
print(content_hash(read(from_json(sys.argv[1])).programme))
"""


def hash_of(data):
    return content_hash(read(data).programme)


@given(programmes)
def test_the_canonical_form_is_read_back_as_the_same_programme(programme):
    assert read(from_json(canonical(programme))).programme == programme


def test_the_order_of_keys_does_not_matter():
    assert hash_of(SMALL) == hash_of(dict(reversed(SMALL.items())))


def test_the_order_of_a_list_matters():
    benefits = [{"points": 1}, {"points": 2}]

    assert hash_of(with_campaign(benefits=benefits)) != hash_of(with_campaign(benefits=benefits[::-1]))


def test_short_and_long_forms_are_the_same_programme():
    short = with_campaign(benefits=[{"discount": "20%"}])
    long = with_campaign(benefits=[{"kind": "discount", "value": "20", "mode": "percent", "to": "member"}])

    assert hash_of(short) == hash_of(long)


def test_an_example_is_part_of_the_content():
    assert hash_of(SMALL) != hash_of({**SMALL, "examples": [{"name": "first"}]})


def test_texts_are_kept_letter_by_letter():
    programme = read({**SMALL, "name": "积分"}).programme

    assert '"积分"'.encode() in canonical(programme)
    assert content_hash(programme) != content_hash(replace(programme, name={"en": "积分"}))


def test_the_canonical_form_stays_as_it_was_published():
    assert hash_of(SMALL) == "bd36c63338b73f2c922ac855320b836836cc8bfebf719f6881c412f3ff0fab78"


def test_another_process_locale_and_zone_give_the_same_hash():
    text = canonical(read(SMALL).programme).decode()
    environment = {**os.environ, "LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "7"}

    other = subprocess.run([sys.executable, "-c", PRINT_HASH, text], env=environment, capture_output=True,
                           text=True, check=True)

    assert other.stdout.strip() == hash_of(SMALL)

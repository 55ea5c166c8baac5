"""The published JSON Schema is the generated one, and agrees with the reader."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from rules.schema import schema
from rules.shape import read, write
from tests.rules.programmes import programmes
from tests.rules.test_shape import SMALL, with_campaign

PUBLISHED = Path(__file__).parents[2] / "docs" / "programme.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_the_published_schema_is_the_generated_one():
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema()


def test_the_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


@given(programmes)
def test_whatever_is_written_is_valid(programme):
    VALIDATOR.validate(write(programme))
    VALIDATOR.validate(write(programme, short=False))


@pytest.mark.parametrize("data", [
    pytest.param({**SMALL, "campagins": []}, id="misspelt key"),
    pytest.param({**SMALL, "zone": None}, id="nothing after a key"),
    pytest.param({**SMALL, "money": "yuan"}, id="money"),
    pytest.param({**SMALL, "partners": "air"}, id="text for a list"),
    pytest.param({**SMALL, "lanes": [{"code": "L", "rule": "bets"}]}, id="choice"),
    pytest.param(with_campaign(benefits=[{"point": 2}]), id="misspelt benefit"),
    pytest.param(with_campaign(benefits=[{"voucher": {"code": "A", "quantty": 2}}]), id="inside a benefit"),
    pytest.param(with_campaign(funding=[{"partnr:air": 2}]), id="source"),
    pytest.param(with_campaign(schedule={"starts_at": "1.3.2026"}), id="date"),
])
def test_what_the_schema_refuses_the_reader_refuses_too(data):
    assert not VALIDATOR.is_valid(data)
    assert read(data).findings

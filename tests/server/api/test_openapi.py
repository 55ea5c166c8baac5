"""The published interface is true: what is made from it is answered as it says."""

import json
import re

import pytest

from server.api.openapi import document
from tests.fuzz.http import MODES, PATHS, post_generated
from tests.server.webhooks.till import open_coalition

REFERENCE = re.compile(r'"\$ref": "#/components/schemas/([^"]+)"')
EXAMPLES = {PATHS[0]: 20, PATHS[1]: 4}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", MODES)
def test_generated_bodies_are_answered_as_documented(engine, tmp_path, path, mode):
    coalition = open_coalition(engine, tmp_path)

    found = post_generated(coalition, path, mode, examples=EXAMPLES[path], seed=1)

    assert sum(found.values()) >= EXAMPLES[path]
    assert max(found) < 500


def test_every_reference_of_the_document_leads_to_a_schema():
    whole = document("0")

    assert set(REFERENCE.findall(json.dumps(whole))) == set(whole["components"]["schemas"])


def test_some_bodies_made_from_the_document_are_taken(engine, tmp_path):
    found = post_generated(open_coalition(engine, tmp_path), PATHS[0], "good", examples=30, seed=1)

    assert found[200] > 0


def test_an_answer_has_the_fields_that_the_document_names_and_no_others(till):
    bought = till.post(till.purchase("600", lines=[{"sku": "C", "category": "coffee", "amount": "600"}])).json
    changed = till.post(till.event("member.updated", attributes={"language": "en"})).json
    told = document("0")["components"]["schemas"]["Answer"]["properties"]

    assert set(bought) | {"why"} == set(told)
    for name, said in (("awards", bought), ("changes", bought), ("refusals", changed)):
        assert {field for each in said[name] for field in each} == set(told[name]["items"]["properties"])

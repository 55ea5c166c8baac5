"""The editor's form loses nothing of a campaign."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from admin.campaigns.form import data_of, differences, shown, with_row, without_row
from rules.programme import Campaign
from rules.shape.piece import write_piece
from server.assets import sample
from server.programme_file import parse

SAMPLE = parse(sample("coalition.yaml").read_bytes()).programme
MOMENTS = ("schedule-announced_at", "schedule-starts_at", "schedule-ends_at")


def sent(data: Any, name: str = "", form: MultiDict | None = None) -> MultiDict:
    """The fields a browser sends for a campaign's long form."""
    form = MultiDict() if form is None else form
    if name in MOMENTS:
        day, _, clock = data.partition(" ")
        form.update({f"{name}-day": day, f"{name}-clock": clock})
    elif isinstance(data, dict):
        for key, part in data.items():
            sent(part, f"{name}-{key}" if name else key, form)
    elif isinstance(data, list) and any(isinstance(part, dict) for part in data):
        for place, part in enumerate(data):
            sent(part, f"{name}-{place}", form)
    else:
        for part in data if isinstance(data, list) else [data]:
            form.add(name, str(part).lower() if isinstance(part, bool) else str(part))
    return form


@pytest.mark.parametrize("campaign", [pytest.param(each, id=each.code) for each in SAMPLE.campaigns])
def test_a_campaign_comes_back_from_its_form_as_it_was(campaign: Campaign) -> None:
    data = write_piece(campaign)

    assert data_of(sent(shown(data)), data) == data


def test_what_cannot_be_read_is_kept_as_it_was_typed() -> None:
    data = data_of(MultiDict({"code": "c", "name-en": "C", "priority": "high", "schedule-starts_at-day": "soon"}), {})

    assert (data["priority"], data["schedule"]["starts_at"]) == ("high", "soon")


def test_an_empty_row_is_left_out() -> None:
    form = MultiDict({"code": "c", "name-en": "C", "benefits-0-kind": "points", "benefits-0-value": "",
                      "benefits-1-kind": "points", "benefits-1-value": "5"})

    assert data_of(form, {})["benefits"] == [{"points": 5}]


def test_rows_come_and_go() -> None:
    data = {"code": "c", "schedule": {"windows": [{"days": ["mon"]}]}}

    assert len(with_row(data, "schedule-windows")["schedule"]["windows"]) == 2
    assert without_row(data, "schedule-windows", 0)["schedule"]["windows"] == []


def test_differences_name_each_field_that_two_texts_say_differently() -> None:
    one = {"code": "c", "name": {"en": "C"}, "benefits": [{"points": 5}]}
    other = {"code": "c", "name": {"en": "C"}, "benefits": [{"points": 7}], "budget": 10}

    assert differences(one, other) == [("benefits-0-value", "5", "7"), ("budget", "", "10")]

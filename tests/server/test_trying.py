"""Rules are tried in a process of their own before they are live."""

import pytest

from rules.errors import InvalidProgramme
from server.services.trials import trying
from server.services.trials.trying import refuse_costly
from server.trial import Trial
from tests.server.webhooks.till import PROGRAMME, programme_of


def test_a_programme_of_usual_rules_passes() -> None:
    refuse_costly(programme_of())


def test_a_rule_that_has_to_be_stopped_is_named_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(trying.Trials):
        def tried(self, text: str, place: str, setting: object) -> Trial:  # type: ignore[override]
            return Trial("cut_off" if "coffee" in text else "gave")

    monkeypatch.setattr(trying, "Trials", Stopped)

    with pytest.raises(InvalidProgramme) as refused:
        refuse_costly(programme_of(PROGRAMME))

    assert [(each.code, each.path) for each in refused.value.findings] == [("rule_cut_off", "/campaigns/0/lines")]

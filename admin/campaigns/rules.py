"""What the rule field asks for while somebody types; nothing is written."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort, jsonify, request
from flask_admin import expose

from admin.access import May
from admin.base import ConsolePage
from admin.console import session
from rules.programme import Programme
from server.services.programme.draft import assemble
from server.services.programme.editing import local_day
from server.services.trials.rule_reading import PLACES, offers, read_rule, text_of_form
from server.web.locales import current_locale

MOST_COUNTERS = 50


class RulesPage(ConsolePage):
    """Answers in JSON: what is wrong with a rule, which words could stand in it, what a small form writes."""

    routes = {"check": May.SEE_PROGRAMME, "offers": May.SEE_PROGRAMME, "write": May.SEE_PROGRAMME}
    at = "rules"
    hidden = True

    @expose("/", methods=("POST",))
    def check(self) -> Any:
        """Findings with their fixes, and the rule in plain words, of ``{"text", "place", "counters"}``."""
        asked, programme = _asked(), drafted()
        return jsonify(read_rule(str(asked.get("text", "")), _place(asked), programme, current_locale(),
                                 _counters(asked), local_day(programme)))

    @expose("/offers", methods=("POST",))
    def offers(self) -> Any:
        """Words, functions, operators and values of a place."""
        asked = _asked()
        return jsonify(offers(_place(asked), drafted(), current_locale(), _counters(asked)))

    @expose("/write", methods=("POST",))
    def write(self) -> Any:
        """The rule that a small form stands for, "" while its fields are not numbers."""
        try:
            return jsonify(text=text_of_form(_asked()))
        except (ValueError, TypeError):
            return jsonify(text="")


def drafted() -> Programme:
    """The draft as far as it can be read."""
    return assemble(session()).draft


def _asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else _refused()


def _place(asked: dict[str, Any]) -> Any:
    place = asked.get("place")
    return place if place in PLACES else _refused()


def _counters(asked: dict[str, Any]) -> tuple[str, ...]:
    listed = asked.get("counters", [])
    if not isinstance(listed, list):
        _refused()
    return tuple(str(code) for code in listed[:MOST_COUNTERS])


def _refused() -> NoReturn:
    abort(400)

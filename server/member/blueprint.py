"""The one blueprint of the member's page; every module of this package hangs its views on it."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from server.fields import keyring_of
from server.member.limits import Doorkeeper

member = Blueprint("member", __name__, url_prefix="/me")


@member.record
def set_up(state: BlueprintSetupState) -> None:
    """Give the application a doorkeeper and its keys; tokens of forms are good as long as their browser's session."""
    state.app.config["WTF_CSRF_TIME_LIMIT"] = None
    state.app.extensions["tandem.doorkeeper"] = Doorkeeper()
    state.app.extensions["tandem.keyring"] = keyring_of(state.app.extensions["tandem.settings"])

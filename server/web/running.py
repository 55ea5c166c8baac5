"""The services that one application runs with, and where a page finds them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import Engine

from server.services.points.desk import Desk
from server.taking.intake import Taking
from server.versions import Versions

EXTENSION = "tandem.running"


@dataclass(frozen=True, slots=True)
class Running:
    """``engine`` is for the ledger's connections; ``db.session`` is the pages' own."""

    engine: Engine
    versions: Versions
    taking: Taking
    desk: Desk


def furnish(app: Flask, engine: Engine, versions: Versions, taking: Taking) -> Running:
    """Give an application its services, once."""
    made = Running(engine, versions, taking, Desk(engine, versions))
    app.extensions[EXTENSION] = made
    return made


def running() -> Running:
    """The services of the current application."""
    found: Running = current_app.extensions[EXTENSION]
    return found

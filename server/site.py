"""The few pages of the public server that are not an interface of its own: health, metrics, documents."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from server.api.openapi import document
from server.db import db
from server.problems import TABLE, Problem
from server.release import VERSION
from server.web.running import running

site = Blueprint("site", __name__)


@site.get("/healthz")
def healthz() -> Response:
    """This process answers."""
    return jsonify(status="ok")


@site.get("/readyz")
def readyz() -> Response:
    """The database answers and a programme is in force; else 503, so that no traffic is sent here."""
    versions = running().versions
    db.session.execute(text("SELECT 1"))
    ready = bool(versions.timeline.hashes)
    answer = jsonify(status="ok" if ready else "no programme published")
    answer.status_code = 200 if ready else 503
    return answer


@site.get("/metrics")
def metrics() -> Response:
    """Counters of this process for Prometheus."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@site.get("/openapi.json")
def openapi() -> Response:
    """The interface as an OpenAPI 3.1 document."""
    return jsonify(document(VERSION))


@site.get("/problems/<code>")
def problem(code: str) -> Response:
    """What a problem's ``type`` means."""
    known = Problem(code if code in TABLE else "not_found")
    response = jsonify(code=known.code, status=known.status, title=known.title)
    response.status_code = 200 if code in TABLE else 404
    return response


@site.errorhandler(Problem)
def refused(found: Problem) -> Response:
    """A refusal as problem+json."""
    return Response(found.encode(), found.status, found.headers())

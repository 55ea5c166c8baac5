"""A bare Flask answer under the server of the product: what no webhook through Flask can be faster than."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, jsonify, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tests.faults.processes import free_port


def application() -> Flask:
    """One route that reads JSON and answers JSON, and one that says it is ready."""
    app = Flask(__name__)

    @app.post("/")
    def answer() -> Response:
        return jsonify(status="processed", reference=request.get_json()["data"]["reference"])

    @app.get("/readyz")
    def ready() -> Response:
        return jsonify(ready=True)

    return app


@contextmanager
def flask_served() -> Iterator[int]:
    """The bare application in a process of its own; the port where it will be ready soon."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "tests.bench.server_flask", str(port)]) as process:
        try:
            yield port
        finally:
            process.terminate()


if __name__ == "__main__":
    Granian("tests.bench.server_flask:application", factory=True, interface=Interfaces.WSGI, address="127.0.0.1",
            port=int(sys.argv[1]), workers=1, blocking_threads=2, log_level=LogLevels.warning).serve()

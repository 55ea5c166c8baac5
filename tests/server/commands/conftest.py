"""The command line over a small coalition, on SQLite and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from server.jobs import outbox
from server.jobs.context import Context
from server.settings import Settings
from tests.server.webhooks.till import Coalition


@dataclass
class Shell:
    """``shell("expire", "--as-of", …)``: the result of a command; any exception that is no refusal is raised."""

    run: Callable[..., Result]

    def __call__(self, *arguments: str, code: int = 0, **more: str) -> str:
        result = self.run(*arguments, **more)
        assert result.exit_code == code, result.output
        return result.output


@pytest.fixture
def tandem(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command line, with the settings of this test's database."""
    monkeypatch.setenv("TANDEM_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TANDEM_INSTANCE_PATH", str(tmp_path / "instance"))
    monkeypatch.setenv("TANDEM_MODE", "test")
    return Shell(lambda *arguments, **more: CliRunner().invoke(main, arguments, catch_exceptions=False, **more))


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Writes a programme's text to a file; its path."""
    def written(text: str) -> str:
        path = tmp_path / "programme.yaml"
        path.write_text(text, encoding="utf-8")
        return str(path)
    return written


@pytest.fixture
def follow(coalition: Coalition) -> Callable[[], None]:
    """What a worker does with the outbox."""
    context = Context(coalition.engine, coalition.versions, loopback=True)

    def follow() -> None:
        while outbox.turn(context):
            pass
    return follow

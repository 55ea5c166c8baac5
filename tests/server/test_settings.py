"""Settings come from the environment, are checked before anything starts, and stand in the docs as they are."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from server.settings import PREFIX, InvalidSetting, Settings, read_settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \| (.*) \|$", re.M)
SOUND = {"MODE": "production", "SECRET_KEY": "x" * 32, "FIELD_KEYS": Fernet.generate_key().decode()}


@pytest.fixture
def environment(monkeypatch):
    """Set settings by their names without the prefix."""
    def give(**values):
        for name, value in values.items():
            monkeypatch.setenv(PREFIX + name, value)

    return give


def test_without_any_setting_the_defaults_hold():
    assert read_settings() == Settings()


def test_settings_are_read_from_the_environment(environment):
    environment(PORT="9000", FIELD_KEYS="", DATABASE_URL="postgresql://ada:pw@127.0.0.1/points")

    read = read_settings()

    assert (read.port, read.field_keys, read.is_sqlite) == (9000, (), False)


@pytest.mark.parametrize("name, value, sentence", [
    pytest.param("PORT", "many", "TANDEM_PORT", id="no number"),
    pytest.param("PORT", "65536", "TANDEM_PORT must be between 0 and 65535, not 65536.", id="beyond its range"),
    pytest.param("MODE", "prod", "TANDEM_MODE must be one of development, test, production", id="unknown word"),
    pytest.param("LOG_LEVEL", "loud", "TANDEM_LOG_LEVEL must be one of", id="unknown level"),
    pytest.param("DATABASE_URL", "nowhere", "TANDEM_DATABASE_URL is not a database URL", id="no URL"),
    pytest.param("DATABASE_URL", "mysql://x/y", "must begin with sqlite:// or postgresql://", id="other database"),
    pytest.param("FIELD_KEYS", "short", "TANDEM_FIELD_KEYS must be Fernet keys", id="no key"),
])
def test_a_setting_that_cannot_be_used_is_refused_in_one_sentence(environment, name, value, sentence):
    environment(**{name: value})

    with pytest.raises(InvalidSetting, match=re.escape(sentence)) as refused:
        read_settings()

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("change, sentence", [
    pytest.param({"SECRET_KEY": "not-a-secret-change-me"}, "TANDEM_SECRET_KEY", id="default secret"),
    pytest.param({"SECRET_KEY": "x" * 31}, "TANDEM_SECRET_KEY", id="short secret"),
    pytest.param({"FIELD_KEYS": ""}, "TANDEM_FIELD_KEYS", id="no field keys"),
    pytest.param({"LOOPBACK_ENDPOINTS": "1"}, "TANDEM_LOOPBACK_ENDPOINTS", id="messages to this machine"),
])
def test_a_production_that_is_not_safe_does_not_start(environment, change, sentence):
    environment(**{**SOUND, **change})

    with pytest.raises(InvalidSetting, match=sentence):
        read_settings()


def test_a_safe_production_starts(environment):
    environment(**SOUND)

    assert read_settings().mode == "production"


def test_the_document_lists_every_setting_with_its_type_default_and_meaning():
    told = {name: (kind, default, meaning) for name, kind, default, meaning in ROW.findall(DOCUMENT.read_text())}

    assert told == {PREFIX + each.name.upper(): row_of(each) for each in fields(Settings)}


def row_of(setting):
    """Type, default and meaning as the document says them."""
    default = ", ".join(setting.default) if isinstance(setting.default, tuple) else str(setting.default)
    kind = {"str": "text", "int": "whole number", "bool": "flag"}.get(setting.type, "texts, separated by commas")
    return kind, f"`{default}`" if default else "none", setting.metadata["meaning"]

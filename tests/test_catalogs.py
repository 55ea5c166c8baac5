"""Every text of every page is said in every language, and the files that are shipped are those that were written."""

import pytest

from tests.catalogs.catalogs import DOMAINS, LOCALES, compiled, faults, held
from tests.findings import none_of


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", DOMAINS)
def test_every_text_is_translated(name, locale):
    none_of(faults(DOMAINS[name], locale))


def test_a_text_that_is_not_translated_is_found(monkeypatch, tmp_path):
    domain = DOMAINS["member"]
    catalog = held(domain, LOCALES[0])
    missing = next(message.id for message in catalog if message.id)
    catalog.delete(missing)
    monkeypatch.setattr("tests.catalogs.catalogs.held", lambda *_: catalog)

    assert f"member {LOCALES[0]}: not translated: {missing!r}" in list(faults(domain, LOCALES[0]))
    assert compiled(catalog) != domain.path(LOCALES[0], "mo").read_bytes()

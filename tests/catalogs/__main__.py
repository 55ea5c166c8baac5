"""``python -m tests.catalogs update DOMAIN…``: extract, keep what is translated, compile. ``check``: what is wrong."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from tests.catalogs.catalogs import DOMAINS, LOCALES, Domain, compiled, extracted, faults, held, written

FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""Catalogues carry no date of their own, so that the same texts make the same file."""


def update(domain: Domain) -> None:
    """Write the catalogue of every locale anew; what is not translated yet stands there empty."""
    for locale in LOCALES:
        catalog = held(domain, locale)
        catalog.update(extracted(domain), no_fuzzy_matching=True)
        catalog.creation_date = catalog.revision_date = FIXED
        catalog.project, catalog.version, catalog.fuzzy = "Tandem", "1", False
        catalog.header_comment = f"# Texts of Tandem, {domain.name}, in {locale}."
        catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Tandem"
        path = domain.path(locale, "po")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        domain.path(locale, "mo").write_bytes(compiled(held(domain, locale)))


def main(arguments: list[str]) -> int:
    """0 when nothing is wrong."""
    verb, names = arguments[0], arguments[1:] or list(DOMAINS)
    if verb == "update":
        for name in names:
            update(DOMAINS[name])
    found = [fault for name in names for locale in LOCALES for fault in faults(DOMAINS[name], locale)]
    sys.stdout.write("".join(f"{each}\n" for each in found) or "every text is translated\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

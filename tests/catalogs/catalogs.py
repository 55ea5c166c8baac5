"""What each catalogue is made of, and what is wrong with one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.tree import ROOT, project_files

LOCALES = ("zh_Hans_CN", "zh_Hant_TW")
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}
JINJA = "jinja2.ext:babel_extract"
PLURAL = "nplurals=1; plural=0;"


@dataclass(frozen=True)
class Domain:
    """One catalogue: the package that ships it, and the sources whose texts it holds, as path beginnings."""

    name: str
    package: str
    sources: tuple[str, ...]

    def path(self, locale: str, ending: str) -> Path:
        """The catalogue's file of one locale."""
        return ROOT / self.package / "translations" / locale / "LC_MESSAGES" / f"{self.name}.{ending}"


DOMAINS = {each.name: each for each in (
    Domain("member", "server", ("server/member/", "server/web/", "templates/member/", "templates/failed.html",
                                "templates/front.html")),
    Domain("campaigns", "admin", ("admin/campaigns/", "templates/console/campaigns/")),
    Domain("programme", "admin", ("admin/programme/", "templates/console/programme/")),
    Domain("shell", "admin", ("admin/", "templates/admin/", "templates/console/", "templates/security/")),
)}
"""A source belongs to the first domain that names its beginning."""


def extracted(domain: Domain) -> Catalog:
    """Every text of a domain's sources, not yet translated."""
    catalog = Catalog(domain=domain.name)
    for path in sources_of(domain):
        method = "python" if path.suffix == ".py" else JINJA
        options = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"} if method == JINJA else {}
        for line, text, comments, context in extract_from_file(
                method, ROOT / path, keywords=KEYWORDS, options=options, comment_tags=()):
            catalog.add(text, locations=[(path.as_posix(), line)], auto_comments=comments, context=context)
    return catalog


def sources_of(domain: Domain) -> list[Path]:
    """The domain's Python files and templates, relative to the root."""
    return [path for path in project_files() if path.suffix in (".py", ".html") and _owner(path) == domain.name]


def _owner(path: Path) -> str | None:
    named = (each.name for each in DOMAINS.values() if path.as_posix().startswith(each.sources))
    return next(named, None)


def held(domain: Domain, locale: str) -> Catalog:
    """The catalogue as it is on disk; an empty one before the first time."""
    path = domain.path(locale, "po")
    if not path.exists():
        return Catalog(locale=locale, domain=domain.name)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=domain.name)


def written(catalog: Catalog) -> bytes:
    """The catalogue's text, without the lines of sources, which move with every edit."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def faults(domain: Domain, locale: str) -> Iterator[str]:
    """Texts that are missing, doubtful or left over, and a compiled file that is not its text."""
    wanted, found = extracted(domain), held(domain, locale)
    for message in wanted:
        other = found.get(message.id) if message.id else None
        if message.id and (other is None or not _said(other.string)):
            yield f"{domain.name} {locale}: not translated: {message.id!r}"
    for message in found:
        if message.id and wanted.get(message.id) is None:
            yield f"{domain.name} {locale}: no longer used: {message.id!r}"
        if message.id and message.fuzzy:
            yield f"{domain.name} {locale}: fuzzy: {message.id!r}"
        yield from (f"{domain.name} {locale}: {error}" for error in message.check(found))
    path = domain.path(locale, "mo")
    if not path.exists() or path.read_bytes() != compiled(found):
        yield f"{domain.name} {locale}: the compiled file is not that of its text"


def _said(string: object) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))  # type: ignore[call-overload]

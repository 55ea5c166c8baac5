"""Who speaks: a locale, and the names that a programme's codes have in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rules.programme import LOCALES, Programme, Texts
from rules.sentence.phrases import PHRASES, Phrase

CODED = ("partners", "tiers", "currencies", "campaigns", "pools", "rewards", "draws")


@dataclass(frozen=True)
class Speaker:
    """Says phrases in one locale; ``names`` are names by kind (``partners`` …) and code, ``tiers`` codes by rank."""

    locale: str
    names: Mapping[tuple[str, str], Texts] = field(default_factory=dict)
    money: str = ""
    tiers: tuple[str, ...] = ()

    @classmethod
    def of(cls, programme: Programme, locale: str) -> Speaker:
        """A speaker that knows the names of a programme. Raises ValueError for an unknown locale."""
        if locale not in LOCALES:
            raise ValueError(f"{locale} is not one of {', '.join(LOCALES)}")
        names = {(kind, each.code): each.name for kind in CODED for each in getattr(programme, kind)}
        return cls(locale, names, programme.money, tuple(tier.code for tier in programme.tiers))

    def say(self, phrase: str, **parts: object) -> str:
        """A phrase of ``PHRASES`` in this locale, filled."""
        return self.pick(PHRASES[phrase]).format(**parts)

    def pick(self, phrase: Phrase) -> str:
        """This locale's text of three."""
        return phrase[LOCALES.index(self.locale)]

    def name(self, kind: str, code: str) -> str:
        """What a code is called here; the code itself when nobody named it."""
        texts = self.names.get((kind, code), {})
        return texts.get(self.locale) or texts.get("en") or code

    def listed(self, parts: Iterable[str], last: str = "or") -> str:
        """Several things as one: ``a, b or c``."""
        several = list(parts)
        if len(several) < 2:
            return "".join(several)
        return self.say(f"listed_{last}", head=self.pick(PHRASES["comma"]).join(several[:-1]), tail=several[-1])


def figure(text: str) -> str:
    """A number as it is read: ``12,500``; any other text as it is."""
    return f"{Decimal(text):,}" if text.replace(".", "", 1).isdecimal() else text

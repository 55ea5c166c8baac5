"""The page of the rule language, made from the vocabulary alone: ``docs/rule-language.md`` holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rules.language import Checked, check, evaluate
from rules.language.guard import FINE_DIGITS, LONGEST, MOST_BRACKETS, MOST_TOKENS, WHOLE_DIGITS
from rules.phrases import SENTENCES
from rules.phrases.names import KIND, PLACE
from rules.vocabulary import RESULTS, ROOTS, UNITS, WORDS, Sign, Word, in_locale
from rules.vocabulary.prose import PROSE
from rules.vocabulary.sample import FACTS, SCOPE, SETTING
from rules.vocabulary.signs import ASKED, FUNCTIONS, LITERALS, OPERATORS

GROUPS = ("event", "line", "payment", "matched", "member", "partner", "store", "history")
WARNINGS = ("always_true", "always_false", "window_past", "not_narrowed", "entry_may_be_absent")
KINDS = {"texts": "set of", "lines": "list of", "payments": "list of"}


def page(locale: str) -> str:
    """The whole page in one locale, as Markdown."""
    said = _Prose(locale)
    limits = said["limits_text"].format(length=LONGEST, tokens=MOST_TOKENS, brackets=MOST_BRACKETS,
                                        whole=WHOLE_DIGITS, fine=FINE_DIGITS)
    parts = [
        f"# {said['title']}", said["what"], said["punctuation"], said["outcomes"],
        f"## {said['places']}", said["places_text"], _places(said),
        f"## {said['words']}", said["words_text"], *_words(said),
        f"### {said['own']}", said["own_text"],
        *(part for name, signs in _SIGNS.items() for part in (f"## {said[name]}", _signs(said, signs))),
        f"## {said['limits']}", limits,
        f"## {said['findings']}", said["findings_text"], _findings(said),
    ]
    return "\n\n".join(parts) + "\n"


_SIGNS: dict[str, Sequence[Sign]] = {
    "functions": FUNCTIONS, "operators": OPERATORS, "literals": LITERALS, "asked": ASKED,
}


class _Prose:
    """Texts of one locale by their keys."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def __getitem__(self, key: str) -> str:
        return in_locale(PROSE[key], self.locale)


def checked_example(example: str) -> Checked:
    """An example read in the first place that takes it; raises ``ValueError`` when none does."""
    for place in ROOTS:
        checked = check(example, place, SETTING)
        if checked.tree is not None:
            return checked
    raise ValueError(f"no place takes {example}")


def outcome(example: str) -> str:
    """What an example gives for the sample facts, as text."""
    return _shown(evaluate(checked_example(example), FACTS, SCOPE))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _places(said: _Prose) -> str:
    rows = [(f"`{place}`: {in_locale(PLACE[place], said.locale)}",
             ", ".join(_kind_name(kind, said.locale) for kind in RESULTS[place]),
             " ".join(f"`{root}`" for root in roots) or "-") for place, roots in ROOTS.items()]
    return _table((said["place"], said["answer"], said["roots"]), rows)


def _words(said: _Prose) -> list[str]:
    """One table for each group of words, the rest in one."""
    parts = []
    for group in GROUPS:
        parts.append(f"### {said[group]}")
        parts.append(_word_table(said, [word for word in WORDS.values() if word.root == group]))
        if group == "history":
            parts.append(said["history_text"])
    others = [word for word in WORDS.values() if word.root not in GROUPS]
    return [*parts, f"### {said['other']}", _word_table(said, others)]


def _word_table(said: _Prose, words: Iterable[Word]) -> str:
    rows = [_word_row(word, said.locale) for word in words]
    return _table((said[key] for key in ("word", "kind", "unit", "meaning", "example")), rows)


def _word_row(word: Word, locale: str) -> tuple[str, ...]:
    unit = in_locale(UNITS[word.unit], locale) if word.unit else ""
    kind = _kind_name(KINDS.get(word.kind, word.kind), locale)
    mark = " ○" if word.nullable else ""
    return f"`{word.usage}`{mark}", kind, unit, in_locale(word.sentence, locale), _example(word.example)


def _signs(said: _Prose, signs: Iterable[Sign]) -> str:
    rows = [(f"`{sign.usage}`", in_locale(sign.sentence, said.locale), _example(sign.example)) for sign in signs]
    return _table((said[key] for key in ("written", "meaning", "example")), rows)


def _findings(said: _Prose) -> str:
    rows = [(f"`{code}`" + (" △" if code in WARNINGS else ""), re.sub(r":\w+\}", "}", in_locale(sentence, said.locale)))
            for code, sentence in SENTENCES.items()]
    return _table((said["code"], said["meaning"]), rows)


def _example(example: str) -> str:
    return f"`{example}` → {outcome(example)}"


def _kind_name(kind: str, locale: str) -> str:
    """Name of a kind; of a list or a set without its entries."""
    return in_locale(KIND[kind if kind in KIND else f"{kind.split(' of')[0]} of"], locale)

"""The engine's lexer, kept going: a sign it cannot read is noted, and read as what was surely meant.

``=`` is read as ``==``, ``&&`` as ``and``, ``或者`` as ``or``; each is a finding that offers the right sign, and
the rest of the expression is still looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rules.language.engine import PARSER, errors

MOST_BAD_SIGNS = 10
_SIGNS = {"=>": ("GE", ">="), "=<": ("LE", "<="), "=": ("EQ", "=="), "!": ("NOT", "not")}
_PAIRS = {("BWAND", "BWAND"): ("AND", "and"), ("BWOR", "BWOR"): ("OR", "or"), ("LT", "GT"): ("NE", "!=")}
_CHINESE = {"并且": "and", "並且": "and", "而且": "and", "或者": "or", "且": "and", "或": "or", "非": "not"}
_RESERVED: dict[str, str] = PARSER.reserved_words


@dataclass(frozen=True, slots=True)
class Token:
    """One token of the engine's lexer; offsets are half-open in the normalised source."""

    type: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BadSign:
    """A place the lexer could not read; ``meant`` is how it was read all the same, "" when it was not."""

    code: str
    text: str
    start: int
    end: int
    meant: str = ""


def tokens_of(source: str) -> tuple[list[Token], list[BadSign]]:
    """All tokens that can be read, and the places that cannot; stops after ten of those."""
    lexer = PARSER._lexer.clone()
    lexer.input(source)
    tokens: list[Token] = []
    bad: list[BadSign] = []
    while len(bad) < MOST_BAD_SIGNS:
        try:
            token = lexer.token()
        except errors.RuleSyntaxError as error:
            lexer.lexpos = _recover(lexer, source, error, tokens, bad)
            continue
        if token is None:
            break
        tokens.append(Token(token.type, token.value, token.lexpos, lexer.lexpos))
    return _repaired(tokens, bad), bad


def _recover(lexer: Any, source: str, error: Any, tokens: list[Token], bad: list[BadSign]) -> int:
    """Note what the lexer stumbled over, read it if its meaning is plain, and say where to go on."""
    if error.token is None:
        start, end = lexer.lexmatch.span()
        bad.append(BadSign("reserved_word", source[start:end], start, end))
        return int(end)
    start = lexer.lexpos
    if source[start] in "\"'":
        bad.append(BadSign("unclosed_text", source[start:], start, len(source)))
        return len(source)
    if source[start].isalpha():
        return _foreign_word(source, start, tokens, bad)
    sign = next((sign for sign in _SIGNS if source.startswith(sign, start)), source[start])
    kind, meant = _SIGNS.get(sign, ("", ""))
    if kind:
        tokens.append(Token(kind, meant, start, start + len(sign)))
    bad.append(BadSign("meant_sign" if meant else "bad_sign", sign, start, start + len(sign), meant))
    return int(start + len(sign))


def _foreign_word(source: str, start: int, tokens: list[Token], bad: list[BadSign]) -> int:
    """A word that is not in Latin letters: a Chinese ``and``, ``or``, ``not``, else an unknown word."""
    for written, meant in _CHINESE.items():
        if source.startswith(written, start):
            end = start + len(written)
            tokens.append(Token(_RESERVED[meant], meant, start, end))
            bad.append(BadSign("meant_sign", written, start, end, meant))
            return end
    end = start
    while end < len(source) and (source[end].isalnum() or source[end] == "_"):
        end += 1
    tokens.append(Token("SYMBOL", source[start:end], start, end))
    return end


def _repaired(tokens: list[Token], bad: list[BadSign]) -> list[Token]:
    """Tokens with ``&&``, ``||``, ``<>`` and ``AND`` read as what they mean elsewhere."""
    repaired: list[Token] = []
    for token in tokens:
        before = repaired[-1] if repaired else None
        if before and before.end == token.start and (before.type, token.type) in _PAIRS:
            kind, meant = _PAIRS[before.type, token.type]
            sign = before.value + token.value
            repaired[-1] = Token(kind, meant, before.start, token.end)
            bad.append(BadSign("meant_sign", sign, before.start, token.end, meant))
        else:
            repaired.append(_lower_case(token, bad))
    return repaired


def _lower_case(token: Token, bad: list[BadSign]) -> Token:
    """``AND``, ``True``, ``NULL`` as the reserved words they are meant to be."""
    meant = token.value.lower()
    if token.type != "SYMBOL" or meant not in _RESERVED or meant in ("inf", "nan"):
        return token
    bad.append(BadSign("meant_sign", token.value, token.start, token.end, meant))
    return Token(_RESERVED[meant], meant, token.start, token.end)

"""Limits on an expression before anything of it is built or folded, so that no text can cost much.

The work is bounded by the length of the text alone. What the language leaves out of the engine is refused
here with its place: regular expressions, shifts, bytes, unbounded powers, functions with a clock or a die,
lists inside lists.
"""

from __future__ import annotations

from decimal import Decimal

from rules.language.grammar import Syntax
from rules.language.reports import Report
from rules.language.tokens import Token

LONGEST = 4096
MOST_TOKENS = 1500
MOST_BRACKETS = 24
DEEPEST = 100
WHOLE_DIGITS = 18
FINE_DIGITS = 12

REFUSED_OPERATORS = {"EQ_FZM": "=~", "EQ_FZS": "=~~", "NE_FZM": "!~", "NE_FZS": "!~~", "BWLSH": "<<", "BWRSH": ">>"}
REFUSED_VALUES = ("BYTES", "FLOAT_INF", "FLOAT_NAN")
REFUSED_FUNCTIONS = ("now", "today", "random", "range", "map", "filter", "split", "re_groups", "parse_datetime",
                     "parse_float", "parse_timedelta", "pi", "e")
_OPENING = ("LPAREN", "LBRACKET", "LBRACE")
_CLOSING = ("RPAREN", "RBRACKET", "RBRACE")


def guard_text(source: str, report: Report) -> bool:
    """Whether a text is short enough to be read, and is there at all."""
    if not source.strip():
        report.add("empty", 0, len(source))
        return False
    if len(source) > LONGEST:
        report.add("too_long", LONGEST, len(source), length=str(len(source)), limit=str(LONGEST))
        return False
    return True


def guard_tokens(tokens: list[Token], report: Report) -> bool:
    """Whether the tokens may be built at all; operators and values outside the language are findings."""
    for token in tokens:
        _guard_token(token, report)
    if len(tokens) > MOST_TOKENS:
        extra = tokens[MOST_TOKENS]
        report.add("too_many_signs", extra.start, extra.end, count=str(len(tokens)), limit=str(MOST_TOKENS))
        return False
    return _guard_brackets(tokens, report)


def _guard_token(token: Token, report: Report) -> None:
    if token.type in REFUSED_OPERATORS:
        report.add("refused_operator", token.start, token.end, operator=token.value)
    elif token.type in REFUSED_VALUES:
        report.add("refused_value", token.start, token.end, text=token.value[:40])
    elif token.type == "SYMBOL" and token.value.removeprefix("$") in REFUSED_FUNCTIONS and "$" in token.value:
        report.add("refused_function", token.start, token.end, name=token.value)
    elif token.type == "FLOAT" and not _number_fits(token.value):
        report.add("number_too_large", token.start, token.end, text=token.value[:40], whole=str(WHOLE_DIGITS),
                   fine=str(FINE_DIGITS))


def _number_fits(text: str) -> bool:
    """Whether a number literal is decimal and within 18 digits before and 12 after the point."""
    if len(text) > 2 * (WHOLE_DIGITS + FINE_DIGITS) or text[:2].lower() in ("0x", "0o", "0b"):
        return False
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    return number.adjusted() < WHOLE_DIGITS and isinstance(exponent, int) and exponent >= -FINE_DIGITS


def _guard_brackets(tokens: list[Token], report: Report) -> bool:
    level = 0
    for token in tokens:
        level += (token.type in _OPENING) - (token.type in _CLOSING)
        if level > MOST_BRACKETS:
            report.add("too_nested", token.start, token.end, limit=str(MOST_BRACKETS))
            return False
    return True


def guard_syntax(top: Syntax, report: Report) -> bool:
    """Whether the constructs may be built: not too deep. What is refused is marked, so that it is never built."""
    waiting = [(top, 0, False)]
    while waiting:
        syntax, level, repeated = waiting.pop()
        if level > DEEPEST:
            report.add("too_deep", syntax.start, syntax.end, limit=str(DEEPEST))
            return False
        syntax.refused = _refused(syntax, repeated, report)
        waiting.extend((part, level + 1, repeated or _repeats(syntax, part)) for part in syntax.parts)
    return True


def _refused(syntax: Syntax, repeated: bool, report: Report) -> bool:
    """Whether a construct is outside the language; its tokens may have been told already."""
    if syntax.kind == "comprehension" and repeated:
        report.about("nested_lists", syntax)
        return True
    if syntax.kind == "arithmetic" and syntax.args[1] == "POW" and not _small_power(syntax.args[3]):
        report.about("power", syntax)
        return True
    if syntax.kind == "number":
        return syntax.args[1] in ("inf", "nan") or not _number_fits(syntax.args[1])
    return syntax.kind in ("pattern", "bytes") or (syntax.kind == "bitwise" and "SH" in syntax.args[1])


def _repeats(syntax: Syntax, part: Syntax) -> bool:
    """Whether a part is evaluated once for each entry of a list."""
    return syntax.kind == "comprehension" and part is not syntax.args[3]


def _small_power(exponent: Syntax) -> bool:
    return exponent.kind == "number" and exponent.args[1] in "0123456789"

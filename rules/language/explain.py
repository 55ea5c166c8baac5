"""What the lexer, the grammar and the engine refused, told as findings with codes of our own."""

from __future__ import annotations

from rules.language.engine import errors
from rules.language.grammar import GrammarFailure, Syntax
from rules.language.habits import habit_at
from rules.language.kinds import fits, kind, kind_of, nullable
from rules.language.methods import METHODS
from rules.language.reports import Report
from rules.language.tokens import BadSign
from rules.language.unknown_words import explain_attribute, explain_symbol
from rules.nearest import nearest

TOKEN_TEXTS = {
    "SYMBOL": "word", "FLOAT": "number", "STRING": '"text"', "TRUE": "true", "FALSE": "false", "NULL": "null",
    "DATETIME": 'd"2026-01-31"', "TIMEDELTA": 't"P1D"', "NOT": "not", "LPAREN": "(", "RPAREN": ")",
    "LBRACKET": "[", "RBRACKET": "]", "LBRACE": "{", "RBRACE": "}", "COMMA": ",", "COLON": ":", "AND": "and",
    "OR": "or", "IN": "in", "EQ": "==", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "ADD": "+",
    "SUB": "-", "MUL": "*", "TDIV": "/", "FDIV": "//", "MOD": "%", "QMARK": "?", "COALESCE": "??", "FOR": "for",
    "IF": "if", "ATTR": ".", "ATTR_SAFE": "&.", "$end": "end",
}
"""What the grammar may expect, in the words of the page; what is refused anyway is left out."""

OPERATORS = {
    "ADD": "+", "SUB": "-", "MUL": "*", "TDIV": "/", "FDIV": "//", "MOD": "%", "POW": "**", "BWAND": "&",
    "BWOR": "|", "BWXOR": "^", "EQ": "==", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "AND": "and",
    "OR": "or", "NOT": "not", "UMINUS": "-",
}
OF_A_LIST = ("$min", "$max", "$sum", "$any", "$all", "$count")
_COMPARING = ("EQ", "NE", "LT", "LE", "GT", "GE", "IN")
_DEFAULTS = {"number": "0", "text": '""', "flag": "false", "time": 'd"2000-01-01"', "length": 't"P0D"'}
_LITERALS = {"time": "bad_time", "length": "bad_length", "number": "bad_number", "string": "bad_text"}


def explain_sign(report: Report, sign: BadSign) -> None:
    """A place the lexer could not read."""
    report.add(sign.code, sign.start, sign.end, suggestion=sign.meant, sign=sign.text[:20], meant=sign.meant)


def explain_grammar(report: Report, failure: GrammarFailure) -> None:
    """The tokens do not make an expression."""
    expected = tuple(text for kind, text in TOKEN_TEXTS.items() if kind in failure.expected)
    end = len(report.normal.source)
    token, listing = failure.token, " ".join(expected)
    habit = habit_at(report.normal.source, end if token is None else token.start)
    if habit is not None:
        start, stop, meant = habit
        report.add("meant_sign", start, stop, suggestion=meant, expected=expected,
                   sign=report.normal.source[start:stop], meant=meant)
    elif token is None:
        report.add("breaks_off", end, end, expected=expected, listing=listing)
    elif token.type in _COMPARING and "AND" in failure.expected:
        report.add("chained", token.start, token.end, expected=expected, token=token.value)
    else:
        report.add("unexpected", token.start, token.end, expected=expected, token=token.value[:20],
                   listing=listing)


def explain_failure(report: Report, syntax: Syntax, error: BaseException) -> None:
    """A construct that the engine refused to build."""
    if isinstance(error, errors.SymbolResolutionError):
        explain_symbol(report, syntax)
    elif isinstance(error, errors.ObjectAttributeError):
        explain_attribute(report, syntax)
    elif isinstance(error, errors.AttributeResolutionError):
        _explain_method(report, syntax)
    elif syntax.kind in _LITERALS:
        report.about(_LITERALS[syntax.kind], syntax)
    elif isinstance(error, errors.ArithmeticError | ArithmeticError):
        report.about("no_result", syntax)
    elif "nullable" in str(error):
        _explain_nullable(report, syntax)
    else:
        _explain_mismatch(report, syntax, error)


def explain_null(report: Report, syntax: Syntax) -> None:
    """A value that may be absent where one is needed."""
    default = _DEFAULTS.get(kind(syntax), "0")
    report.about("may_be_absent", syntax, suggestion=f"({report.written(syntax)} ?? {default})")


def _explain_method(report: Report, syntax: Syntax) -> None:
    """``.name`` on a value that has nothing of that name."""
    owner = kind(syntax.args[1])
    best = nearest(syntax.args[2], METHODS.get(owner.split(" of ")[0], ()))
    suggestion = f"{report.written(syntax.args[1])}.{best}" if best else ""
    if syntax.args[2] == "weekday":
        suggestion = "event.weekday"
    report.about("unknown_method", syntax, suggestion=suggestion, name=syntax.args[2], kind=owner)


def _explain_nullable(report: Report, syntax: Syntax) -> None:
    for part in syntax.parts:
        if nullable(part):
            explain_null(report, part)


def _explain_mismatch(report: Report, syntax: Syntax, error: BaseException) -> None:
    """Operands, entries or arguments of the wrong kind."""
    parts = syntax.parts
    if any(kind(part) in ("function", "group") for part in parts) and syntax.kind != "call":
        return
    if syntax.kind == "coalesce" and parts[1].kind in ("order", "equality", "contains"):
        _explain_coalesce(report, syntax, parts)
    elif syntax.kind in ("arithmetic", "bitwise", "order", "coalesce"):
        operator = OPERATORS.get(syntax.args[1], "??") if syntax.kind != "coalesce" else "??"
        report.about("wrong_operands", syntax, suggestion=_as_time(report, parts, operator), operator=operator,
                     left=kind(parts[0]), right=kind(parts[1]))
    elif syntax.kind == "call":
        _explain_call(report, syntax)
    elif syntax.kind in ("contains", "comprehension", "item", "slice"):
        container = syntax.args[3] if syntax.kind == "comprehension" else syntax.args[1]
        report.about("not_a_list", container, kind=kind(container))
    else:
        report.about("unreadable", syntax, cause=str(getattr(error, "message", error)))


def _explain_coalesce(report: Report, syntax: Syntax, parts: tuple[Syntax, ...]) -> None:
    """``x ?? 0 >= 9``: brackets were forgotten."""
    meant = f"({report.written(parts[0])} ?? {report.written(parts[1].parts[0])})"
    report.about("brackets_needed", syntax, suggestion=meant, meant=meant)


def _as_time(report: Report, parts: tuple[Syntax, ...], operator: str) -> str:
    """The comparison with a day that was written as a text, "" for any other mismatch."""
    if sorted(map(kind, parts)) != ["text", "time"]:
        return ""
    sides = [f"d{report.written(part)}" if part.kind == "string" else report.written(part) for part in parts]
    return f" {operator} ".join(sides)


def _explain_call(report: Report, syntax: Syntax) -> None:
    """A call with the wrong number or kinds of arguments, or of something that is no function."""
    function, arguments = syntax.args[1], list(syntax.args[2])
    if kind(function) != "function":
        report.about("not_called", function)
        return
    shape = function.node.result_type
    least, most = shape.minimum_arguments, len(shape.argument_types)
    name = report.quote(function)
    if not least <= len(arguments) <= most:
        wanted = str(most) if least == most else f"{least}–{most}"
        listed = ", ".join(map(report.written, arguments))
        suggestion = f"{name}([{listed}])" if name in OF_A_LIST and arguments else ""
        report.about("argument_count", syntax, suggestion=suggestion, name=name, count=str(len(arguments)),
                     wanted=wanted)
        return
    _explain_arguments(report, name, arguments, shape.argument_types)


def _explain_arguments(report: Report, name: str, arguments: list[Syntax], types: tuple[object, ...]) -> None:
    """Each argument of another kind than the function takes."""
    for position, (argument, wanted) in enumerate(zip(arguments, types, strict=False), 1):
        if nullable(argument):
            explain_null(report, argument)
        elif not fits(argument, wanted):
            report.about("argument_kind", argument, name=name, position=str(position), wanted=kind_of(wanted),
                         kind=kind(argument))

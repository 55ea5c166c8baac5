"""Errors that the engine lets pass and a marketer would regret: they would fail, or never be true, at the till."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rules.language.explain import OPERATORS, explain_null
from rules.language.grammar import Syntax
from rules.language.kinds import COMPARABLE, kind, known, nullable
from rules.language.reports import Report
from rules.vocabulary import RESULTS, ROOTS

Parent = Syntax | None


def check_strictly(report: Report, top: Syntax) -> None:
    """Look at every construct that was built, and at what the place needs of the whole."""
    for syntax, parent in _with_parents(top):
        if syntax.kind in CHECKS and not syntax.refused:
            CHECKS[syntax.kind](report, syntax)
        _check_value(report, syntax, parent)
    _check_result(report, top)


def _with_parents(top: Syntax) -> Iterator[tuple[Syntax, Parent]]:
    waiting: list[tuple[Syntax, Parent]] = [(top, None)]
    while waiting:
        syntax, parent = waiting.pop()
        yield syntax, parent
        waiting.extend((part, syntax) for part in reversed(syntax.parts))


def _check_result(report: Report, top: Syntax) -> None:
    """The kind of the whole against the place it stands in."""
    wanted, found = RESULTS[report.place], kind(top)
    if not known(found) or found in ("group", "function"):
        return
    if found not in wanted:
        report.about("result_kind", top, place=report.place, wanted=wanted[0], kind=found)
    elif nullable(top):
        explain_null(report, top)


def _check_value(report: Report, syntax: Syntax, parent: Parent) -> None:
    """A group of words, or a word that is called, used as if it were a value."""
    found = kind(syntax)
    if found == "group" and (parent is None or parent.kind != "attribute"):
        report.about("not_a_value", syntax)
    if syntax.kind == "item" and syntax.kwargs.get("safe") and not _decided(syntax, parent):
        explain_null(report, syntax)
    if found == "function" and (parent is None or parent.kind != "call" or parent.args[1] is not syntax):
        report.about("needs_brackets", syntax)


def _decided(syntax: Syntax, parent: Parent) -> bool:
    """Whether ``??`` says what counts when a construct has no value."""
    return parent is not None and parent.kind == "coalesce" and parent.args[1] is syntax


def _check_logic(report: Report, syntax: Syntax) -> None:
    for part in syntax.parts:
        _check_condition(report, part)


def _check_condition(report: Report, syntax: Syntax) -> None:
    """What stands beside ``and``, ``or``, ``not``, ``?`` or ``if`` must be a condition, and present."""
    found = kind(syntax)
    if known(found) and found != "flag":
        report.about("not_a_condition", syntax, kind=found)
    elif nullable(syntax):
        explain_null(report, syntax)


def _check_unary(report: Report, syntax: Syntax) -> None:
    part, found = syntax.args[2], kind(syntax.args[2])
    if syntax.args[1] == "NOT":
        _check_condition(report, part)
    elif known(found) and found not in ("number", "length"):
        report.about("wrong_operand", syntax, operator="-", kind=found)


def _check_equality(report: Report, syntax: Syntax) -> None:
    left, right = syntax.args[2], syntax.args[3]
    kinds = kind(left), kind(right)
    operator = OPERATORS[syntax.args[1]]
    if "nothing" in kinds:
        _check_null(report, *((left, right) if kinds[1] == "nothing" else (right, left)))
    elif known(*kinds) and (kinds[0] != kinds[1] or kinds[0] not in COMPARABLE):
        report.about("different_kinds", syntax, operator=operator, left=kinds[0], right=kinds[1])


def _check_null(report: Report, value: Syntax, null: Syntax) -> None:
    """A comparison with ``null`` of something that is always there."""
    if not nullable(value) and known(kind(value)) and value is not null:
        empty = '""' if kind(value) == "text" else ""
        report.about("never_absent", value, suggestion=empty, kind=kind(value))


def _check_order(report: Report, syntax: Syntax) -> None:
    kinds = kind(syntax.args[2]), kind(syntax.args[3])
    if known(*kinds) and kinds[0] == kinds[1] and kinds[0] not in ("number", "time", "length", "text"):
        operator = OPERATORS[syntax.args[1]]
        report.about("wrong_operands", syntax, operator=operator, left=kinds[0], right=kinds[1])


def _check_bitwise(report: Report, syntax: Syntax) -> None:
    kinds = kind(syntax.args[2]), kind(syntax.args[3])
    if "number" in kinds:
        operator = OPERATORS[syntax.args[1]]
        report.about("wrong_operands", syntax, operator=operator, left=kinds[0], right=kinds[1])


def _check_arithmetic(report: Report, syntax: Syntax) -> None:
    """A division by a zero that is written out."""
    divisor = syntax.args[3]
    if syntax.args[1] in ("TDIV", "FDIV", "MOD") and getattr(divisor.node, "value", 1) == 0:
        report.about("no_result", syntax)


def _check_contains(report: Report, syntax: Syntax) -> None:
    """``x in y``: entries of another kind than x are never it."""
    container, member = syntax.args[1], syntax.args[2]
    held = kind(container).split(" of ", 1)[-1]
    if kind(container) == "table":
        report.about("not_a_list", container, kind="table")
    elif known(held, kind(member)) and kind(member) not in (held, "nothing"):
        report.about("different_kinds", syntax, operator="in", left=kind(member), right=kind(container))


def _check_choice(report: Report, syntax: Syntax) -> None:
    condition, yes, no = syntax.parts
    _check_condition(report, condition)
    kinds = kind(yes), kind(no)
    if known(*kinds) and kinds[0] != kinds[1]:
        report.about("different_choices", syntax, left=kinds[0], right=kinds[1])


def _check_list(report: Report, syntax: Syntax) -> None:
    """Entries of one kind, all of them present."""
    entries = syntax.parts
    kinds = [kind(entry) for entry in entries]
    for entry, found in zip(entries, kinds, strict=True):
        if found == "nothing" or nullable(entry):
            explain_null(report, entry)
        elif known(found, kinds[0]) and found != kinds[0]:
            report.about("different_entries", entry, left=kinds[0], right=found)


def _check_comprehension(report: Report, syntax: Syntax) -> None:
    variable = syntax.args[2]
    if variable in ROOTS[report.place] or variable.startswith("$"):
        report.about("hides_word", syntax, name=variable)
    if kind(syntax.args[3]).startswith("set of"):
        report.about("sets_have_no_order", syntax.args[3])
    if nullable(syntax.args[1]):
        explain_null(report, syntax.args[1])
    condition = syntax.kwargs.get("condition")
    if condition is not None:
        _check_condition(report, condition)


def _check_table(report: Report, syntax: Syntax) -> None:
    """Keys that are texts or numbers, values of one kind."""
    pairs = syntax.args[1]
    keys, values = [kind(key) for key, _ in pairs], [kind(value) for _, value in pairs]
    for (key, value), key_kind, value_kind in zip(pairs, keys, values, strict=True):
        if known(key_kind, keys[0]) and (key_kind != keys[0] or key_kind not in ("text", "number")):
            report.about("different_entries", key, left="text", right=key_kind)
        if known(value_kind, values[0]) and value_kind != values[0]:
            report.about("different_entries", value, left=values[0], right=value_kind)


def _check_coalesce(report: Report, syntax: Syntax) -> None:
    """``x ?? y`` where x may not be absent, or where y decides nothing."""
    left = syntax.args[1]
    if left.kind == "item" and left.kwargs.get("safe"):
        return
    if known(kind(left)) and kind(left) != "nothing" and not nullable(left):
        report.about("never_absent", left, severity="warning", suggestion=report.written(left), kind=kind(left))


def _check_item(report: Report, syntax: Syntax) -> None:
    """An entry that may not be there, taken without saying what counts then."""
    container, entry = syntax.args[1], syntax.args[2]
    if not syntax.kwargs.get("safe"):
        wanted = f"({report.written(container)}&[{report.written(entry)}] ?? 0)"
        suggestion = wanted if kind(container) == "table" else ""
        report.about("entry_may_be_absent", syntax, severity="warning", suggestion=suggestion)


def _check_call(report: Report, syntax: Syntax) -> None:
    """``$count`` counts lists and sets only."""
    function, arguments = syntax.args[1], list(syntax.args[2])
    counts = function.kind == "symbol" and function.args[1] == "count" and function.kwargs.get("scope")
    if counts and arguments and known(kind(arguments[0])) and " of " not in kind(arguments[0]):
        report.about("argument_kind", arguments[0], name="$count", position="1", wanted="list of",
                     kind=kind(arguments[0]))


CHECKS: dict[str, Callable[[Report, Syntax], None]] = {
    "logic": _check_logic, "unary": _check_unary, "equality": _check_equality, "order": _check_order,
    "bitwise": _check_bitwise, "arithmetic": _check_arithmetic, "contains": _check_contains,
    "choice": _check_choice, "list": _check_list, "set": _check_list, "comprehension": _check_comprehension,
    "mapping": _check_table, "coalesce": _check_coalesce, "item": _check_item, "call": _check_call,
}

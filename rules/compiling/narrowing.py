"""What a condition demands of values that an index can look up, taken from its tree.

Understood: equality, membership and order of a word against constants, flags, ``and``, ``or``, ``not``, the same
of lines inside ``$any``, ``$count`` and ``$sum``, and the days of a schedule. Everything else demands nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from rules.compiling.allowed import ALWAYS, NEVER, Allowed, Key, NoneOf, OneOf, Row, Rows, Within, both, either
from rules.compiling.emit.pieces import kind_of
from rules.facts import WEEKDAYS
from rules.language.engine import LocalTime, ast
from rules.language.windows import need_for
from rules.programme import Schedule, Window
from rules.vocabulary import ROOTS, WORDS

CONSTANTS = (ast.StringExpression, ast.FloatExpression, ast.BooleanExpression)
FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
NEGATED = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}
LISTS = ("event.lines", "matched.lines")
ROOT_WORDS = frozenset(root for roots in ROOTS.values() for root in roots) - {"line"}
"""A variable of the same name would hide them."""
NO_VARIABLE = ""
A_DAY = timedelta(days=1)


def demands(node: Any, *, holds: bool = True, line: str = NO_VARIABLE) -> Rows:
    """What must be for a node to be true (or false); ``line`` is the name under which a line is looked at."""
    if isinstance(node, ast.LogicExpression):
        join = both if (node.type == "and") == holds else either
        return join(demands(node.left, holds=holds, line=line), demands(node.right, holds=holds, line=line))
    if isinstance(node, ast.UnaryExpression) and node.type == "not":
        return demands(node.right, holds=not holds, line=line)
    if isinstance(node, ast.BooleanExpression):
        return ALWAYS if node.value == holds else NEVER
    reader = _READERS.get(type(node))
    return reader(node, holds, line) if reader else ALWAYS


def filter_demands(node: Any) -> Rows:
    """What must be for a line filter to keep any line."""
    return _of_some_line(demands(node, line="line"))


def schedule_demands(schedule: Schedule) -> Rows:
    """On which local days a campaign can run at all."""
    elsewhere = bool(schedule.zone)
    low = _first_day(schedule.starts_at, elsewhere) if schedule.starts_at else None
    high = _last_day(schedule.ends_at, elsewhere) if schedule.ends_at else None
    row: dict[Key, Allowed] = {} if low is None and high is None else {("day",): Within(low, high)}
    weekdays = [_weekdays(window) for window in schedule.windows]
    if weekdays and all(weekdays) and not elsewhere:
        row[("word", "event.weekday")] = OneOf(frozenset().union(*weekdays))
    return (row,)


def _first_day(moment: datetime, elsewhere: bool) -> int:
    return moment.toordinal() - (elsewhere or moment.tzinfo is not None)


def _last_day(moment: datetime, elsewhere: bool) -> int:
    """The day before a midnight, else the day itself."""
    return (moment - timedelta(microseconds=1)).toordinal() + (elsewhere or moment.tzinfo is not None)


def _weekdays(window: Window) -> frozenset[str]:
    """Weekdays on which a window can be open, none when it does not say; one over midnight reaches the next."""
    days = set(window.days)
    if window.from_time and window.until_time and window.until_time <= window.from_time:
        days |= {WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7] for day in days}
    return frozenset(days)


def _compared(node: Any, holds: bool, line: str) -> Rows:
    """``word == constant``, either way round."""
    left, right, sign = node.left, node.right, node.type
    if isinstance(left, (*CONSTANTS, ast.DatetimeExpression)):
        left, right, sign = right, left, FLIPPED[sign]
    sign = sign if holds else NEGATED[sign]
    if isinstance(right, ast.DatetimeExpression):
        return _moments(left, sign, right)
    if not isinstance(right, CONSTANTS):
        return ALWAYS
    if sign in ("gt", "ge") and isinstance(right, ast.FloatExpression) and _is_total(left):
        return _totalled(left, sign, right.value, line)
    key = key_of(left, line)
    return ALWAYS if key is None else ({key: _demand(sign, right.value)},)


def _demand(sign: str, value: Any) -> Allowed:
    if sign in ("eq", "ne"):
        return OneOf(frozenset({value})) if sign == "eq" else NoneOf(frozenset({value}))
    return Within(low=value) if sign in ("gt", "ge") else Within(high=value)


def _moments(node: Any, sign: str, constant: Any) -> Rows:
    """The time of the event against a constant, by local days."""
    if _dotted(node) != "event.occurred_at" or sign == "ne":
        return ALWAYS
    slack = 0 if isinstance(constant, LocalTime) else 1
    day = constant.value.toordinal()
    low = None if sign in ("lt", "le") else day - slack
    high = None if sign in ("gt", "ge") else day + slack
    return ({("day",): Within(low, high)},)


def _contained(node: Any, holds: bool, line: str) -> Rows:
    """``word in {constants}``, ``constant in tags``, ``constant in [l.category for l in event.lines]``."""
    if isinstance(node.container, ast.SetExpression | ast.ArrayExpression):
        return _in_constants(node, holds, line)
    if not holds or not isinstance(node.member, ast.StringExpression):
        return ALWAYS
    wanted = OneOf(frozenset({node.member.value}))
    if isinstance(node.container, ast.ComprehensionExpression):
        return _in_fields(node.container, wanted)
    key = key_of(node.container, line)
    return ({key: wanted},) if key is not None and key[-1].endswith("tags") else ALWAYS


def _in_constants(node: Any, holds: bool, line: str) -> Rows:
    key = key_of(node.member, line)
    if key is None or not all(isinstance(entry, CONSTANTS) for entry in node.container.value):
        return ALWAYS
    values = frozenset(entry.value for entry in node.container.value)
    return ({key: OneOf(values) if holds else NoneOf(values)},)


def _in_fields(node: Any, wanted: OneOf) -> Rows:
    key = key_of(node.result, node.variable)
    if not _over_lines(node) or key is None or key[0] != "line":
        return ALWAYS
    return _of_some_line(({key: wanted},))


def _called(node: Any, holds: bool, line: str) -> Rows:
    """``$any([condition for l in event.lines])``."""
    function = node.function
    if not holds or not isinstance(function, ast.SymbolExpression) or function.name != "any":
        return ALWAYS
    listed = node.arguments[0]
    return _some(listed, demands(listed.result, line=listed.variable)) if _over_lines(listed) else ALWAYS


def _over_lines(node: Any) -> bool:
    return (isinstance(node, ast.ComprehensionExpression) and _dotted(node.iterable) in LISTS
            and node.variable not in ROOT_WORDS)


def _some(listed: Any, rows: Rows) -> Rows:
    """Demands on some line that a comprehension keeps."""
    kept = ALWAYS if listed.condition is None else demands(listed.condition, line=listed.variable)
    return _of_some_line(both(rows, kept))


def _is_total(node: Any) -> bool:
    """Whether a node is ``$sum`` or ``$count`` over lines: 0 when none is kept."""
    return (isinstance(node, ast.FunctionCallExpression) and isinstance(node.function, ast.SymbolExpression)
            and node.function.name in ("sum", "count") and _over_lines(node.arguments[0]))


def _totalled(node: Any, sign: str, least: Decimal, line: str) -> Rows:
    """A total above 0 needs a line that is kept."""
    return _some(node.arguments[0], ALWAYS) if least > 0 or (least == 0 and sign == "gt") else ALWAYS


def _of_some_line(rows: Rows) -> Rows:
    """Demands on one line as demands on the basket; what a line must not be demands nothing of it."""
    return tuple(_lifted(row) for row in rows)


def _lifted(row: Row) -> Row:
    lifted: dict[Key, Allowed] = {}
    for key, demand in row.items():
        if key[0] != "line":
            lifted[key] = demand
        elif isinstance(demand, OneOf) and key[1] in ("sku", "category", "brand", "tags"):
            lifted["lines", key[1]] = demand
    return lifted


def _flag(node: Any, holds: bool, line: str) -> Rows:
    """A word that is true or false by itself."""
    key = key_of(node, line)
    return ({key: OneOf(frozenset({holds}))},) if key is not None and kind_of(node.result_type) == "flag" else ALWAYS


def _plain(word: str) -> str:
    return word.replace("referrer.", "member.", 1)


def key_of(node: Any, line: str = NO_VARIABLE) -> Key | None:
    """Under which key an index finds the value of a node; None when it cannot."""
    if isinstance(node, ast.FunctionCallExpression):
        return _past(node)
    word = _dotted(node)
    root, _, name = word.partition(".")
    if root == line and name:
        return "line", name
    if name.startswith("attributes."):
        return "attribute", root, name.partition(".")[2], kind_of(node.result_type)
    known = WORDS.get(_plain(word))
    if known is None or known.arguments is not None or known.nullable or root not in _OWNERS:
        return None
    return ("word", word) if known.kind in ("number", "text", "flag", "texts") else None


_OWNERS = ("event", "member", "referrer", "partner", "store")


def _past(node: Any) -> Key | None:
    """``history.orders("30 days")`` with constant arguments."""
    word = WORDS.get(_dotted(node.function))
    texts = [argument.value for argument in node.arguments if isinstance(argument, ast.StringExpression)]
    if word is None or word.root != "history" or word.kind != "number" or len(texts) != len(node.arguments):
        return None
    need = need_for(word, texts)
    return "past", need.measure, need.window, need.partner, need.of


def _dotted(node: Any) -> str:
    """The word a node spells, "" when it is something else; a variable counts as a root."""
    names: list[str] = []
    while isinstance(node, ast.GetAttributeExpression):
        names.append(node.name)
        node = node.object
    if not names or not isinstance(node, ast.SymbolExpression) or node.scope:
        return ""
    return ".".join([node.name, *reversed(names)])


_READERS: Mapping[type, Callable[[Any, bool, str], Rows]] = {
    ast.ComparisonExpression: _compared, ast.ArithmeticComparisonExpression: _compared,
    ast.ContainsExpression: _contained, ast.FunctionCallExpression: _called, ast.GetAttributeExpression: _flag,
}

"""One compiled expression: generated functions that run, with the interpreter behind them for whatever is odd."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, getcontext, localcontext
from math import ceil, floor
from types import CodeType, FunctionType
from typing import Any

from rules.compiling.emit import Unsupported, conjuncts, freeze, generate, thaw
from rules.compiling.steps import steps_of
from rules.decision import Step
from rules.facts import WEEKDAYS, Facts, Scope
from rules.language import Checked, check, evaluate
from rules.language.engine import ARITHMETIC, elapsed
from rules.language.functions import BUILT_IN
from rules.language.setting import Setting
from rules.programme import Place
from rules.vocabulary import RESULTS

Function = Callable[[Facts, Scope], Any]


def is_condition(place: Place) -> bool:
    """Whether an expression in this place is true or false."""
    return RESULTS[place] == ("flag",)


def exactly(function: Function, facts: Facts, scope: Scope) -> Any:
    """Run a generated function in the arithmetic of rules, whatever the thread's own is."""
    with localcontext(ARITHMETIC):
        return function(facts, scope)


def midnight(day: date | None, zone: tzinfo | None) -> datetime | None:
    """First moment of a day in a zone; raises ValueError for anything but a day."""
    if day is None:
        return None
    if type(day) is not date:
        raise ValueError("not a day")
    return datetime(day.year, day.month, day.day, tzinfo=zone or UTC)


NAMES: Mapping[str, Any] = {
    "Decimal": Decimal, "Odd": TypeError, "UTC": UTC, "WEEKDAYS": WEEKDAYS, "all": all, "any": any, "bool": bool,
    "ceil": ceil, "datetime": datetime, "elapsed": elapsed, "exactly": exactly, "floor": floor,
    "frozenset": frozenset, "getcontext": getcontext, "int": int, "len": len, "max": max, "midnight": midnight,
    "min": min, "repr": repr, "set": set, "str": str, "timedelta": timedelta, "tuple": tuple, "type": type,
    "Exception": Exception, **{f"do_{name}": function for name, function in BUILT_IN.items()},
}
"""Everything that generated code may name besides its own constants."""


class CompiledRule:
    """An expression ready to run; implements ``rules.compiled.Expression``.

    Its functions are bound at the first use, so that thousands of rules that never run cost next to nothing.
    ``code`` is b"" for what only the interpreter knows.
    """

    __slots__ = ("_checked", "_setting", "code", "full", "mask", "place", "text", "value")
    value: Function
    mask: Callable[[Facts, Scope], int]

    def __init__(self, text: str, place: Place, code: bytes, parts: int, *, checked: Checked | None = None,
                 setting: Setting | None = None) -> None:
        self.text, self.place, self.code = text, place, code
        self.full = (1 << parts) - 1
        self._checked, self._setting = checked, setting

    def __getattr__(self, name: str) -> Any:
        """Reached only while ``value`` and ``mask`` are unset."""
        if name not in ("value", "mask"):
            raise AttributeError(name)
        self.value, self.mask = self._functions()
        return getattr(self, name)

    @property
    def checked(self) -> Checked:
        """The expression as it was read; read again when it was not kept."""
        if self._checked is not None:
            return self._checked
        return check(self.text, self.place, self.setting)

    @property
    def setting(self) -> Setting:
        """The names that exist where the expression stands; an empty one when it came alone."""
        return self._setting or Setting()

    @property
    def is_interpreted(self) -> bool:
        """Whether only the interpreter knows this expression."""
        return not self.code

    def interpreted(self, facts: Facts, scope: Scope) -> Any:
        """Value by the reference interpreter; raises ``RuleFailure`` only."""
        return evaluate(self._kept(), facts, scope)

    def interpreted_mask(self, facts: Facts, scope: Scope) -> int:
        """Mask by the reference interpreter, part by part; raises ``RuleFailure`` only."""
        mask, checked = 0, self._kept()
        for place, part in enumerate(conjuncts(checked.tree)):
            if not evaluate(replace(checked, tree=part), facts, scope):
                return mask
            mask |= 1 << place
        return mask

    def steps(self, facts: Facts, scope: Scope) -> tuple[Step, ...]:
        """Every sub-condition with its outcome and the words it read."""
        return steps_of(self.checked, facts, scope)

    def _kept(self) -> Checked:
        """The expression as it was read, kept from now on: odd facts seldom come alone."""
        self._checked = self.checked
        return self._checked

    def _functions(self) -> tuple[Function, Callable[[Facts, Scope], int]]:
        if not self.code:
            return self.interpreted, self.interpreted_mask if is_condition(self.place) else self._truth
        codes, constants = marshal.loads(self.code)  # noqa: S302 - our own code, sealed by rules.compiling.cache
        known: dict[str, Any] = {
            "__builtins__": {}, "value_otherwise": self.interpreted, "mask_otherwise": self.interpreted_mask,
            **{name: thaw(value) for name, value in constants},
        }
        for code in codes:
            known.update({name: NAMES[name] for name in code.co_names if name in NAMES})
            known[code.co_name] = FunctionType(code, known)
        return known["value"], known.get("mask", self._truth)

    def _truth(self, facts: Facts, scope: Scope) -> int:
        """Mask of what is no condition: whether there is anything."""
        return 1 if self.value(facts, scope) else 0


def compile_checked(checked: Checked) -> CompiledRule:
    """A checked expression, compiled; whoever keeps thousands gives each its setting and drops the tree."""
    condition = is_condition(checked.place)
    parts = len(conjuncts(checked.tree)) if condition else 1
    try:
        generated = generate(checked.tree, is_condition=condition)
        code = packed(generated.source, generated.constants)
    except (Unsupported, RecursionError, MemoryError, SyntaxError, TypeError):
        code = b""
    return CompiledRule(checked.text, checked.place, code, parts, checked=checked)


def packed(source: str, constants: Mapping[str, Any]) -> bytes:
    """Functions and the constants they name, as bytes."""
    module = compile(source, "<rule>", "exec")
    codes = [constant for constant in module.co_consts if isinstance(constant, CodeType)]
    used = {name for code in codes for name in code.co_names}
    frozen = [(name, freeze(value)) for name, value in constants.items() if name in used]
    return marshal.dumps((codes, frozen))


def forget_tree(rule: CompiledRule, setting: Setting) -> CompiledRule:
    """The same rule without its tree; it is read again in its setting when somebody asks for it."""
    parts = rule.full.bit_length()
    return CompiledRule(rule.text, rule.place, rule.code, parts, setting=setting)

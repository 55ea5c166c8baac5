"""From the tree of a checked expression to the text of a Python function that gives the same value.

Generated code reads facts by attribute, never calls back into the engine, and proves the type of whatever it
takes from facts before it computes with it. Where a value is odd, or anything fails, it gives up and the
interpreter decides; what the emitter does not know, it refuses, and the interpreter keeps that expression.
"""

from __future__ import annotations

from rules.compiling.emit.constants import LocalTimes, freeze, thaw
from rules.compiling.emit.functions import Generated, conjuncts, generate
from rules.compiling.emit.pieces import Unsupported

__all__ = ["Generated", "LocalTimes", "Unsupported", "conjuncts", "freeze", "generate", "thaw"]

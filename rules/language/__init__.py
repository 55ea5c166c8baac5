"""The rule language: reading an expression, checking it, saying what is wrong with it.

``check`` and ``evaluate`` are its two doors; ``engine`` is the only module that knows ``rule_engine``.
"""

from rules.language.adapter import Checked, check, evaluate
from rules.language.setting import Setting

__all__ = ["Checked", "Setting", "check", "evaluate"]

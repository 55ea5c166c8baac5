"""A programme as plain data and back: dict, list, str, bool, int and Decimal, as YAML or JSON holds.

``read`` turns plain data into a ``Programme`` with every fault as a finding; ``write`` is its inverse. What
the values mean together is ``rules.check``; files, lines and columns are the caller's.
"""

from rules.shape.read import Reading, read
from rules.shape.write import write

__all__ = ["Reading", "read", "write"]

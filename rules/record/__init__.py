"""Facts and decisions as text to store and back: exact, compact, the same bytes for the same value.

Numbers that are not counts are texts, so that no digit is lost; what has its usual value is left out; what has
no order is sorted. ``facts_from_json`` gives back facts that rate to the very same decision.
"""

from rules.record.decisions import decision_from_json, decision_to_json
from rules.record.facts import facts_from_json, facts_to_json

__all__ = ["decision_from_json", "decision_to_json", "facts_from_json", "facts_to_json"]

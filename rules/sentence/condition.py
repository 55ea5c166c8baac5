"""One expression in plain words, out of its tree."""

from __future__ import annotations

from rules.language import Checked
from rules.language.tree import tree_of
from rules.sentence.clauses import CLAUSES
from rules.sentence.saying import Saying
from rules.sentence.speaker import Speaker
from rules.sentence.values import VALUES


def of_condition(checked: Checked, speaker: Speaker) -> str:
    """A condition as a clause: ``it is at Lumo and the amount paid is at least 50``."""
    return saying(speaker).clause(tree_of(checked.syntax)) if checked.syntax else checked.text


def of_number(checked: Checked, speaker: Speaker) -> str:
    """An award, rate or limit as a noun phrase."""
    return saying(speaker).value(tree_of(checked.syntax)) if checked.syntax else checked.text


def saying(speaker: Speaker) -> Saying:
    """What says the nodes of one tree."""
    return Saying(speaker, CLAUSES, VALUES)

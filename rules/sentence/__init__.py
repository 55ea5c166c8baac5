"""Rules and decisions in plain words, in the three locales.

``of_condition`` and ``of_number`` say an expression, ``of_campaign`` a whole campaign, ``of_award`` and
``of_refusal`` what became of it. Each locale has phrases of its own that are filled, never fragments of another
language strung together. What no phrase covers is quoted as it was written, so that a sentence is never wrong.
"""

from rules.sentence.campaign import of_campaign
from rules.sentence.condition import of_condition, of_number
from rules.sentence.outcome import of_award, of_refusal
from rules.sentence.speaker import Speaker

__all__ = ["Speaker", "of_award", "of_campaign", "of_condition", "of_number", "of_refusal"]

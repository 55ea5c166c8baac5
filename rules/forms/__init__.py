"""Small forms for usual rules: an amount as a few fields, written as a text and read back from one.

The text is the truth. ``amount_of`` reads only texts that a form writes, by their tree, so that nothing is lost;
what no form covers stays a text. ``PHRASES`` are ready conditions to insert at a cursor.
"""

from rules.forms.amounts import FORMS, Amount, amount_of, text_of_amount
from rules.forms.conditions import PHRASES, Part, Phrase

__all__ = ["FORMS", "PHRASES", "Amount", "Part", "Phrase", "amount_of", "text_of_amount"]

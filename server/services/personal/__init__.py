"""A member's rights over their data: consent, a copy of everything, being forgotten."""

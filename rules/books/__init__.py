"""A member's books: what every use case plans for lots, entries, tiers and history, as values.

Nothing here writes; ``apply`` is what the caller's database does with a plan, as a pure function.
"""

from rules.books.apply import apply, check_books, joined, lots_after

__all__ = ["apply", "check_books", "joined", "lots_after"]

"""Everything of the programme besides campaigns: its numbers, its partners, publishing, and what people adjust."""

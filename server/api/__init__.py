"""The interface for programs: what it looks like, and the parts of it that answer."""

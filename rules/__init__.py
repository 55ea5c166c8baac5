"""What a programme means: pure functions over immutable values.

Nothing in this package reads a clock, a database, a file or a die. The caller
gathers facts, rolls dice and writes; every function here can be repeated
years later with the same result.
"""

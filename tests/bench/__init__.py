"""Measurements beside the limits of the machine they run on; ``python -m tests.bench``."""

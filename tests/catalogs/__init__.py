"""The catalogues of translated texts: extracted from the sources, compiled, and checked to be complete."""

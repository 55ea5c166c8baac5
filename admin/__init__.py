"""What staff see: the console, whose views are declarations and write through ``server.services``."""

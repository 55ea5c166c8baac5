"""Worked examples of a programme: told as stories, run in memory through the code the server uses."""

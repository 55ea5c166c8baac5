"""``python -m server`` is the command ``tandem``."""

from server.cli import main

main()

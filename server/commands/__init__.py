"""The commands of ``tandem``, one module each; ``server.cli`` lists them."""

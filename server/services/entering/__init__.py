"""How members come in: links, the letters that carry them, and the sessions that follow."""

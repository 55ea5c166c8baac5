"""How members come in: links and the sessions that follow; and every letter that members are written."""

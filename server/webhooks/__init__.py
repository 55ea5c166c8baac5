"""Partners' events come in here: signature, schema, one commit, answer."""

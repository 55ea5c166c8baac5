"""What Alembic runs: the migrations over the connection that ``server.migrate`` hands in, in one transaction."""

from alembic import context

import server.models  # noqa: F401 – completes the metadata
from server.db import db

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=db.metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()

"""Numbered migrations, the same for SQLite and PostgreSQL; ``server.migrate`` runs them."""

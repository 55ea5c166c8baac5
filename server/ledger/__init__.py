"""The ledger in the database: one writer, one loader, and what checks them both."""

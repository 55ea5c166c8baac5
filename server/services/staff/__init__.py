"""The work of staff: accounts, the audit, what wants a look, what is searched for."""

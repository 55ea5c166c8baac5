"""Use cases, one a file: each does one thing, commits once a call, and lists the errors it can raise."""

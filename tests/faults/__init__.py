"""Kill the server at seeded moments and see that every reference has one effect all the same."""

"""Long random searches, each with a seed that is printed and can be given again."""

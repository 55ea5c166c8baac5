"""From checked expressions to functions that run, and an index that finds the campaigns worth running."""

"""Who members are and what they have: found, imported, told in their own words."""

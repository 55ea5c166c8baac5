"""The member's page: what a member has, why, and what can be done with it. Works without scripts."""

"""What a rule would do, and what a decision did: read, tried, played, asked of the past; nothing is written."""

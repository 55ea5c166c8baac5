"""Partners as the programme knows them: secrets, keys, endpoints, what they were told, what waits."""

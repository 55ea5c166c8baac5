"""What happens when: the Flask application, its database, its jobs and its commands."""

"""What happens after the commit: work that follows from outbox rows, messages to partners, periodic work.

The rows are the truth; huey only supplies threads and a bell. Whatever is killed at any moment is done again when
its lease has run out, and every piece of work is safe to do twice.
"""

"""Every view of the member's page; importing this module completes the blueprint."""

from server.member import convert, entrance, formats, give, history, home, privacy, rewards, you
from server.member.blueprint import member

__all__ = ["convert", "entrance", "formats", "give", "history", "home", "member", "privacy", "rewards", "you"]

"""Every address of the partners' interface; importing this module completes the blueprint and its list."""

from server.api import members, points, rewards
from server.api.operations import OPERATIONS, api

__all__ = ["OPERATIONS", "api", "members", "points", "rewards"]

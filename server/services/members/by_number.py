"""Members by the numbers that partners know them under."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.models import Identity
from server.services.points.desk import UnknownMember


def member_with(engine: Engine, partner: str, number: str) -> str:
    """Id of the member with this number at this partner. Raises ``UnknownMember``."""
    with Session(engine) as session:
        identity = session.get(Identity, (partner, number))
        if identity is None:
            raise UnknownMember(f"{number} at {partner}")
        return identity.member_id

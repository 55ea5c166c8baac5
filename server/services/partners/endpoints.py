"""Where partners are told: endpoints added, enabled again and disabled by people.

Errors: ``EndpointRefused`` (an address that leads inward), ``UnknownPartner``, ``UnknownEndpoint``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.errors import PointsError
from rules.gather import UnknownPartner
from server.clock import now
from server.ids import new_id
from server.jobs.addresses import assert_outward
from server.models import Endpoint, Partner, PartnerSecret
from server.services.partners.secrets import OUTGOING, issue_secret


class UnknownEndpoint(PointsError):
    """There is no endpoint of that id, or several begin like it."""

    code = "unknown_endpoint"


@dataclass(frozen=True, slots=True)
class Added:
    """An endpoint; ``secret`` is what its messages are signed with, when it was made just now, else ""."""

    id: str
    secret: str = ""


def add_endpoint(session: Session, partner: str, url: str, *, loopback: bool = False) -> Added:
    """Tell a partner of its events at this address from now on; the same address twice is one endpoint.

    The partner's first endpoint makes its signing secret, which is shown this once.
    """
    if session.get(Partner, partner) is None:
        raise UnknownPartner(partner)
    assert_outward(url, loopback=loopback)
    known = session.scalars(select(Endpoint).where(Endpoint.partner == partner, Endpoint.url == url)).first()
    if known is not None:
        return Added(known.id)
    has_secret = session.scalar(select(func.count()).select_from(PartnerSecret).where(
        PartnerSecret.partner == partner, PartnerSecret.use == OUTGOING))
    secret = "" if has_secret else issue_secret(session, partner, OUTGOING)
    added = Added(new_id(), secret)
    session.add(Endpoint(id=added.id, partner=partner, url=url, created_at=now()))
    session.commit()
    return added


def enable_endpoint(session: Session, endpoint_id: str) -> str:
    """Send to an endpoint again, whose address is returned; what was given up meanwhile waits for a replay."""
    endpoint = endpoint_named(session, endpoint_id)
    url = endpoint.url
    endpoint.disabled_at = endpoint.failing_since = None
    endpoint.disabled_why = ""
    session.commit()
    return url


def disable_endpoint(session: Session, endpoint_id: str, why: str) -> str:
    """Send nothing more to an endpoint, whose address is returned; what waits for it is given up by the worker."""
    endpoint = endpoint_named(session, endpoint_id)
    url = endpoint.url
    if endpoint.disabled_at is None:
        endpoint.disabled_at, endpoint.disabled_why = now(), why
    session.commit()
    return url


def endpoint_named(session: Session, endpoint_id: str) -> Endpoint:
    """An endpoint by its id, or the beginning of it."""
    found = session.scalars(select(Endpoint).where(Endpoint.id.startswith(endpoint_id))).all()
    if len(found) != 1 or not endpoint_id:
        raise UnknownEndpoint(f"{len(found)} endpoints begin with {endpoint_id!r}; see `tandem partner endpoints`")
    return found[0]

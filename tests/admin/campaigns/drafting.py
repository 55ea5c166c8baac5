"""A shop whose draft is what is in force: where campaign tests begin."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.services.programme import editing
from server.services.programme.draft import store
from server.services.programme.editing import Piece
from tests.server.webhooks.till import PROGRAMME, programme_of
from tests.site import Site

SHOP = PROGRAMME.replace("conversions:", """
  - code: later
    name: {en: Spring, zh_Hans_CN: 春天, zh_Hant_TW: 春天}
    schedule: {announced_at: 2020-01-01, starts_at: 2090-03-01, ends_at: 2090-03-31}
    when: event.amount >= 10
    benefits: [{points: 5}]
conversions:""")


def draft(site: Site, text: str = SHOP) -> None:
    """Make the draft equal to a programme."""
    with Session(site.coalition.engine) as session:
        store(session, programme_of(text))
        session.commit()


def held(site: Site, code: str) -> Piece:
    """A campaign of the draft as it stands."""
    with Session(site.coalition.engine) as session:
        return editing.piece(session, "campaigns", code)

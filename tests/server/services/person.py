"""A member who has left traces wherever a member can, and who is looked for afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sqlalchemy import Engine, make_url, select
from sqlalchemy.orm import Session

from server.clock import now
from server.db import db, reading, writing
from server.fields import secret_keyring
from server.jobs import outbox
from server.jobs.context import Context
from server.ledger.chain import seal
from server.models import Endpoint, Identity, MemberLink, MemberSession, MemberTag
from server.services.members.identities import bind, issue_code
from server.services.members.importing import import_members
from server.services.personal.consent import give
from server.services.points.desk import Desk, Request
from tests.server.webhooks.till import PROGRAMME, Coalition, coffee, open_coalition

CANARIES = {"number": "NUM-QX-778", "second": "NUM-ZW-991", "phone": "13876540001", "email": "quetzal@example.com",
            "name": "Quetzalia Feather", "attribute": "likes-axolotls"}
KEYRING = secret_keyring("key")
LOOKING = PROGRAMME.replace("campaigns:", """campaigns:
  - code: friend
    name: Friends
    when: event.type == "member.joined" and event.referrer != "" and member.number != "" and referrer.known
    benefits: [{points: 5}, {points: 7, to: referrer}]
  - code: fond
    name: For the fond
    when: member.attributes.fond != ""
    benefits: [{points: 3}]""").replace("policies:", """attributes: {member.fond: text}
policies:""")


@dataclass
class Person:
    """Ada, her coalition, and her id."""

    coalition: Coalition
    id: str

    def traces(self, folder: Path) -> list[str]:
        """Canaries that are found in the database, on disk or dumped, or in any file of the folder."""
        return sorted(f"{name} in {place}" for place, content in self._places(folder)
                      for name, canary in CANARIES.items() if canary.encode() in content)

    def _places(self, folder: Path) -> list[tuple[str, bytes]]:
        engine = self.coalition.engine
        places = [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
        if engine.dialect.name == "sqlite":
            found = Path(make_url(str(engine.url)).database or "")
            return places + [(str(path), path.read_bytes()) for path in found.parent.glob(f"{found.name}*")]
        return places + dumped(engine)


def dumped(engine: Engine) -> list[tuple[str, bytes]]:
    """Every table as PostgreSQL copies it out."""
    with reading(engine) as connection, connection.driver.cursor() as cursor:
        found = []
        for name in db.metadata.tables:
            with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:  # type: ignore[arg-type]
                found.append((name, b"".join(bytes(part) for part in copy)))
        return found


def follow(coalition: Coalition) -> None:
    """What a worker does with the outbox, and the seal."""
    while outbox.turn(Context(coalition.engine, coalition.versions)):
        pass
    with writing(coalition.engine) as connection:
        seal(connection, now())


def ada_in(engine: Engine, cache: Path, text: str = LOOKING) -> Person:
    """Ada joins at two partners, tells, buys, returns, brings a friend, waits, signs in, and is told of."""
    coalition = open_coalition(engine, cache, text)
    import_members(engine, StringIO("number_SHOP,number_AIR\n{number},{second}\n".format(**CANARIES)),
                   ["SHOP", "AIR"], KEYRING)
    with Session(engine) as session:
        ada = session.scalars(select(Identity.member_id)).first() or ""
        session.add(Endpoint(id="to", partner="SHOP", url="https://a.example/", created_at=now()))
        session.add(MemberTag(member_id=ada, tag=CANARIES["attribute"]))
        session.add(MemberLink(hash="h", member_id=ada, issued_at=now(), expires_at=now()))
        session.add(MemberSession(hash="h", id="s", member_id=ada, device=CANARIES["name"], created_at=now(),
                                  seen_at=now(), expires_at=now()))
        give(session, ada, "SHOP")
        session.commit()
    _bind(Desk(engine, coalition.versions), ada)
    _live(coalition)
    return Person(coalition, ada)


def _bind(desk: Desk, member: str) -> None:
    """Ada proves to the club that she is the one whom the shop knows."""
    code = json.loads(issue_code(desk, Request("C1", member, partner="SHOP"), "key").body)["code"]
    bind(desk, Request("B1", partner="CLUB"), CANARIES["second"], code)


def _live(coalition: Coalition) -> None:
    """Ada's events, at both partners."""
    till, air, me = coalition.till(), coalition.till("AIR"), {"member": CANARIES["number"]}
    told = {"name": CANARIES["name"], "email": CANARIES["email"], "phone": CANARIES["phone"],
            "birthday": "1990-04-01", "fond": CANARIES["attribute"]}
    for body in (till.event("member.updated", **me, attributes=told),
                 till.purchase("300.00", **me, reference="P1", lines=[coffee("300.00")],
                               attributes={"note": CANARIES["attribute"]}),
                 till.event("transaction.returned", **me, of="P1", amount="30.00"),
                 till.event("transaction.returned", **me, of="LATER", amount="30.00"),
                 till.event("member.joined", member="FRIEND", referrer=CANARIES["number"]),
                 till.event("member.joined", member="STRANGER", referrer=CANARIES["second"])):
        assert till.post(body).status_code == 200, body
    held = air.event("member.updated", member=CANARIES["second"], at=now().replace(year=2020), attributes=told)
    assert air.post(held).json["status"] == "held"
    follow(coalition)

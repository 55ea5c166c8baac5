"""A base that has grown: some members live a year through the server itself, and SQL copies them by the thousand.

So every row that a page opens – facts, decision, answer, lots, vouchers – is one that the server wrote. What was copied
keeps its times but for some seconds, and its ids but for their end, so that ids still tell when they were made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import time_machine
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from rules.errors import PointsError
from server import ids
from server.assets import sample
from server.clock import now
from server.db import writing
from server.jobs import outbox
from server.jobs.context import Context
from server.jobs.periods import run
from server.jobs.settlements import Settlements
from server.ledger.chain import seal
from server.models import AdjustmentRequest, Identity, Suspicion
from server.services.members.by_number import member_with
from server.services.partners.endpoints import add_endpoint
from server.services.points.converting import convert_points
from server.services.points.desk import Request
from server.services.points.spending import hold_points
from server.services.rewards.redeeming import redeem_reward
from server.services.staff.auditing import record
from server.web.running import EXTENSION, Running
from server.webhooks.edge import incoming
from tests.member_site import PROMISES
from tests.site import Site

MARK = "c0ffee00"
"""How everything of a member that is copied ends: its ids, numbers and references."""
AGAIN = "c0ffeeee"
"""How the events end that are copied for the one member that shops without end."""
ALONE = "00000000"
OFTEN = 50
HEAVY = "F-HEAVY"
YEAR_DAYS, EVERY_DAYS, LAST_DAY = 330, 3, 1
GOODS = ("fruit", "coffee", "tea", "bread", "gift card", "fish")


@dataclass(frozen=True, slots=True)
class Grown:
    """How large: members that live, copies of each with themselves, events of one member that shops without end."""

    lives: int
    copies: int
    heavy: int
    """Events of the one, of which ``OFTEN`` are lived and the others copied."""
    promises: bool = True
    """Whether the programme has its worked examples too."""

    @property
    def members(self) -> int:
        """All but the one."""
        return self.lives * self.copies


def programme_text(*, promises: bool) -> str:
    """The sample coalition, with or without its worked examples; nobody needs a second person to publish it."""
    text = Path(sample("coalition.yaml")).read_text().replace("second_person: true", "second_person: false")
    return text if promises else text.partition(PROMISES)[0]


@dataclass
class Marked:
    """Ids as ``server.ids`` makes them, of the time that it is said to be, with a known end."""

    mark: str = MARK

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def uuid7(self) -> Any:
        """One UUID."""
        number, millis = next(self._numbers), int(now().timestamp() * 1_000)
        return SimpleNamespace(hex=f"{millis:012x}7{number >> 28 & 0xfff:03x}8{number & 0xfffffff:07x}{self.mark}")

    @contextmanager
    def given(self) -> Iterator[None]:
        """All ids of this process, for a while."""
        with patch.object(ids, "uuid_utils", self):
            yield


def grow(site: Site, grown: Grown) -> None:
    """Everything that happens before the copies are made."""
    marked, services = Marked(), site.app.extensions[EXTENSION]
    with marked.given():
        marked.mark = ALONE
        add_endpoints(site.coalition.engine)
        shop(services, YEAR_DAYS, "H0")
        marked.mark = AGAIN
        for place in range(1, OFTEN):
            shop(services, YEAR_DAYS - (YEAR_DAYS - 1) * place // OFTEN, f"H{place}-{AGAIN}")
        marked.mark = MARK
        Lives(services, grown.lives).pass_by()
        _notes(site.coalition.engine)
        tell(site.coalition.engine, services)
        marked.mark = ALONE
        settle(site.coalition.engine, services)


def add_endpoints(engine: Engine) -> None:
    """Two partners are told of what concerns their members."""
    with Session(engine) as session:
        for partner in ("FRESH", "LUMO"):
            add_endpoint(session, partner, "http://127.0.0.1:9/told", loopback=True)


def shop(services: Running, days_ago: int, reference: str) -> None:
    """One member buys coffee."""
    with at_day(days_ago):
        services.taking.take([incoming(_body(
            "transaction.completed", HEAVY, reference, amount="195.00", currency="CNY",
            lines=[{"sku": "C", "category": "coffee", "amount": "195.00"}]), "FRESH")])


@contextmanager
def at_day(days_ago: int) -> Iterator[datetime]:
    """Some days ago, two hours before the present time, so that the copies are not made in the future."""
    with time_machine.travel(now() - timedelta(days=days_ago, hours=2), tick=False):
        yield now()


class Lives:
    """Members and what they do; the same in every run but for its day."""

    def __init__(self, services: Running, members: int) -> None:
        self.services, self.members = services, members
        self._random, self._references = Random(7), count(1)
        self._bought: dict[int, str] = {}

    def pass_by(self) -> None:
        """Day after day: first what partners report, then what is asked for."""
        days = range(YEAR_DAYS, LAST_DAY - 1, -EVERY_DAYS)
        plan: dict[int, list[tuple[str, int]]] = {day: [] for day in days}
        for person in range(self.members):
            joins = self._random.randrange(len(days) * 2 // 3)
            plan[days[joins]].append(("join", person))
            later = sorted(self._random.sample(range(joins + 1, len(days)), 4))
            for place, kind in zip(later, self._kinds(person), strict=True):
                plan[days[place]].append((kind, person))
        for day, deeds in plan.items():
            with at_day(day):
                self._do(deeds)

    def _kinds(self, person: int) -> Sequence[str]:
        """What a member does after joining: everybody buys, the first do one of everything."""
        special = ("redeem", "convert", "hold", "return", "check_in", "late", "orphan")
        if person % 2 == 0:
            return "buy", "buy", special[person // 2 % len(special)], "buy"
        return "buy", "buy", "buy", self._random.choice(("check_in", "buy"))

    def _do(self, deeds: Sequence[tuple[str, int]]) -> None:
        for partner in ("FRESH", "LUMO"):
            told = [each for each in deeds if _partner(each) == partner]
            if told:
                self.services.taking.take([incoming(self._reported(*each), partner) for each in told])
        joined = [person for kind, person in deeds if kind == "join"]
        with Session(self.services.engine) as session:
            for person in joined:
                _bind(session, member_with(self.services.engine, "FRESH", number_of(person)), person)
            session.commit()
        for kind, person in deeds:
            self._ask(kind, person)

    def _reported(self, kind: str, person: int) -> bytes:
        reference, number = f"R{next(self._references)}-{MARK}", number_of(person)
        if kind == "join":
            return _body("member.joined", number, reference, attributes={"email": email_of(person, MARK)})
        if kind == "check_in":
            return _body("activity.check_in", number, reference)
        if kind in ("return", "orphan"):
            of = self._bought.get(person, "") if kind == "return" else f"lost-{reference}"
            return _body("transaction.returned", number, reference, of=of, amount="5.00", currency="CNY")
        self._bought[person] = reference
        return self._purchase(number, reference, 60 if kind == "late" else 0)

    def _purchase(self, number: str, reference: str, days_late: int) -> bytes:
        goods = self._random.sample(GOODS, self._random.randint(1, 4))
        lines: list[dict[str, Any]] = [{
            "sku": f"{place}-{name}", "name": name.title(), "category": name, "quantity": 1,
            "brand": "Lumo" if name == "coffee" else "", "amount": f"{self._random.randint(1_000, 30_000) / 100:.2f}",
        } for place, name in enumerate(goods)]
        total = sum(int(line["amount"].replace(".", "")) for line in lines)
        return _body("transaction.completed", number, reference, days_late, amount=f"{total / 100:.2f}",
                     currency="CNY", store="S12", channel="store", lines=lines,
                     payments=[{"method": "card", "amount": f"{total / 100:.2f}"}])

    def _ask(self, kind: str, person: int) -> None:
        desk, number = self.services.desk, number_of(person)
        request = Request(f"api:{kind}-{person}-{MARK}", "", number, "FRESH")
        try:
            if kind == "redeem":
                redeem_reward(desk, request, "voucher-10")
            elif kind == "convert":
                convert_points(desk, request, "joy-to-fresh", 500)
            elif kind == "hold":
                hold_points(desk, request, "JOY", 100)
        except PointsError as refused:
            raise RuntimeError(f"{kind} of {number}: {refused}") from refused


def number_of(person: int, mark: str = MARK, partner: str = "FRESH") -> str:
    """A member's number at a partner."""
    return f"{partner[0]}-{person:04}-{mark}"


def email_of(person: int, mark: str) -> str:
    """A member's address."""
    return f"m{person}-{mark}@example.com"


def _partner(deed: tuple[str, int]) -> str:
    """Where it is reported, "" for what is asked of the server."""
    kind = deed[0]
    if kind in ("redeem", "convert", "hold"):
        return ""
    return "LUMO" if kind == "check_in" else "FRESH"


def _body(kind: str, number: str, reference: str, days_late: int = 0, **data: Any) -> bytes:
    moment = (now() - timedelta(days=days_late, minutes=1)).isoformat()
    partner_number = number.replace("F-", "L-", 1) if kind.startswith("activity") else number
    return json.dumps({"type": kind, "timestamp": now().isoformat(), "data": {
        "reference": reference, "member": {"number": partner_number}, "occurred_at": moment, **data}}).encode()


def _bind(session: Session, member: str, person: int) -> None:
    for partner in ("LUMO", "AIR", "HOTEL")[:1 + person % 3]:
        session.add(Identity(partner=partner, number=number_of(person, MARK, partner), member_id=member))


def _notes(engine: Engine) -> None:
    """What people have to look at, and what they did."""
    with Session(engine) as session:
        member = member_with(engine, "FRESH", number_of(0))
        session.add(AdjustmentRequest(
            id=ids.new_id(), member_id=member, number=number_of(0), currency="JOY", points=9_000, reason="a mistake",
            asked_by="support@example.org", asked_at=now()))
        session.add(Suspicion(member_id=member, id=ids.new_id(), rule="many_returns", about="FRESH 2026-11-01",
                              figure=7, threshold=5, found_at=now()))
        for number in range(20):
            record(session, "marketer@example.org", "campaign.changed", "campaign:welcome", {"cap": number},
                   {"cap": number + 1}, "more of it")
        session.commit()


DELIVERED = (
    "UPDATE delivery SET created_at = (SELECT min(e.recorded_at) FROM event e WHERE e.id = delivery.event_id)",
    "UPDATE delivery SET run_after = created_at, done_at = created_at, attempts = 1, last_status = 200",
    "DELETE FROM delivery WHERE created_at < (SELECT max(recorded_at) - 30 * 86400000000 FROM event)",
    "UPDATE delivery SET done_at = NULL, dead_at = created_at, last_status = 500 "
    "WHERE id = (SELECT max(id) FROM delivery)",
)
"""Messages were confirmed when they were sent, and are kept for a month; one was given up."""


def tell(engine: Engine, services: Running) -> None:
    """What workers do at once: statistics and messages."""
    context = Context(engine, services.versions)
    while outbox.turn(context):
        pass
    with writing(engine) as connection:
        for statement in DELIVERED:
            connection.run(statement)


def settle(engine: Engine, services: Running) -> None:
    """What workers do later: every month settled, everything sealed."""
    run(Context(engine, services.versions), Settlements(services.versions, now().date()))
    with writing(engine) as connection:
        seal(connection, now())

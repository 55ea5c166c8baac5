"""Members: found by what they have in hand, and one of them with everything that is known; nothing is changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import abort, request
from flask_admin import expose
from flask_babel import lazy_gettext
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from admin.access import May
from admin.base import ConsolePage, current_scope
from admin.console import keyring, partner_codes, session, speaker
from admin.paging import PAGE, Page, after, page_of
from admin.sections import MEMBERS
from admin.words import account_name, entry_name, event_name, rule_name
from server.db import reading
from server.models import Balance, Identity, Member, MemberTag
from server.services.members.events_of import Line, events_of
from server.services.members.holdings import Holdings, holdings_of
from server.services.members.profiles import profile_of, words_of
from server.services.staff.searching import LONGEST, members_named
from server.web.running import running

HISTORY = 25
LINE = "\n"
Balances = Mapping[str, list[Any]]


class MembersPage(ConsolePage):
    """The list, and one member. A partner operator sees the partner's own members, and of them the partner's own."""

    label, section, at, icon = lazy_gettext("Members"), MEMBERS, "members", "people"
    routes = {"index": May.SEE_MEMBERS, "member": May.SEE_MEMBERS}

    @expose("/")
    def index(self) -> Any:
        """Everybody, the newest first, or who has a number, phone or e-mail."""
        asked = request.args.get("q", "").strip()[:LONGEST]
        page, balances = _found(asked) if asked else _everybody()
        return self.render("console/members.html", page=page, asked=asked, balances=balances, speaker=speaker(),
                           numbers=_numbers([row.id for row in page.rows]))

    @expose("/<id_>")
    def member(self, id_: str) -> Any:
        """One member; 404 for one that is not there or not this person's."""
        scope = current_scope()
        member, tags = _visible(id_)
        has, lines = _books(id_, scope)
        return self.render(
            "console/member.html", member=member, speaker=speaker(), numbers=has.numbers, balances=has.balances,
            profile=_profile(id_, scope), lots=has.lots, tags=() if scope else tags,
            page=page_of(lines, lambda line: line.event, HISTORY), event_name=event_name, account_name=account_name,
            entry_name=entry_name, rule_name=rule_name, sums=_sums,
            page_title=has.numbers[0].number if has.numbers else id_)


def _everybody() -> tuple[Page, Balances]:
    key = Identity.member_id if current_scope() else Member.id
    ids = select(key).where(key != "").order_by(key.desc()).limit(PAGE + 1)
    if current_scope():
        ids = ids.where(Identity.partner == current_scope()).distinct()
    if after():
        ids = ids.where(key < after())
    members, balances = _with_balances(select(Member).where(Member.id.in_(ids.scalar_subquery())))
    return page_of(members, lambda member: member.id), balances


def _found(asked: str) -> tuple[Page, Balances]:
    found = members_named(session(), keyring(), asked, partner_codes(), everywhere=not current_scope())
    ids = {each.key for each in found}
    members, balances = _with_balances(select(Member).where(Member.id.in_(ids))) if ids else ([], {})
    return Page(members, "", ""), balances


def _with_balances(query: Select[Any]) -> tuple[list[Member], Balances]:
    """Members, the newest first, and their balances by member, in one statement."""
    shown = aliased(Member, query.subquery())
    rows = session().execute(select(shown, Balance).outerjoin(Balance, Balance.member_id == shown.id).order_by(
        shown.id.desc(), Balance.currency)).all()
    return list(dict.fromkeys(member for member, _ in rows)), _by_member(balance for _, balance in rows if balance)


def _visible(id_: str) -> tuple[Member, list[str]]:
    """The member with its tags."""
    tags = select(func.aggregate_strings(MemberTag.tag, LINE)).where(MemberTag.member_id == id_).scalar_subquery()
    query = select(Member, tags).where(Member.id == id_)
    if current_scope():
        query = query.where(exists().where(Identity.member_id == Member.id, Identity.partner == current_scope()))
    member, told = session().execute(query).one_or_none() or abort(404)
    return member, sorted(told.split(LINE)) if told else []


def _numbers(ids: Sequence[str]) -> Mapping[str, list[Identity]]:
    """Their numbers, by member; a partner operator sees the partner's."""
    query = select(Identity).where(Identity.member_id.in_(ids)).order_by(Identity.partner, Identity.number)
    if current_scope():
        query = query.where(Identity.partner == current_scope())
    return _by_member(session().scalars(query) if ids else ())


def _by_member(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _profile(id_: str, scope: str) -> list[tuple[str, str, str]]:
    """Field, word and who told it; a partner operator sees what the partner told."""
    if scope:
        return [(field, word, scope) for field, word in profile_of(session(), keyring(), id_, scope).items()]
    return [(word.field, word.value, word.partner) for word in words_of(session(), keyring(), id_)]


def _books(id_: str, scope: str) -> tuple[Holdings, list[Line]]:
    """What the member has and what happened to it, at one moment."""
    with reading(running().engine) as connection:
        return (holdings_of(connection, id_, partner=scope, most_lots=0 if scope else PAGE),
                events_of(connection, id_, partner=scope or None, before=after(), limit=HISTORY + 1))


def _sums(line: Line) -> list[tuple[str, str, int]]:
    """Currency, account and points of everything that a line moved."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for each in line.moved:
        found[(each.currency, each.account)] += each.points
    return [(currency, account, moved) for (currency, account), moved in found.items() if moved]

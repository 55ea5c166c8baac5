"""Members: found by what they have in hand, and one of them with everything that is known; nothing is changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request
from flask_admin import expose
from flask_babel import lazy_gettext
from sqlalchemy import exists, select

from admin.access import May
from admin.base import ConsolePage, current_scope
from admin.console import keyring, partner_codes, session, speaker
from admin.paging import PAGE, Page, after, page_of
from admin.sections import MEMBERS
from admin.words import account_name, entry_name, event_name, rule_name
from server.db import reading
from server.models import Balance, Identity, Lot, Member, MemberTag
from server.services.members.events_of import Line, events_of
from server.services.members.profiles import profile_of, words_of
from server.services.staff.searching import LONGEST, members_named
from server.web.running import running

HISTORY = 25


class MembersPage(ConsolePage):
    """The list, and one member. A partner operator sees the partner's own members, and of them the partner's own."""

    label, section, at, icon = lazy_gettext("Members"), MEMBERS, "members", "people"
    routes = {"index": May.SEE_MEMBERS, "member": May.SEE_MEMBERS}

    @expose("/")
    def index(self) -> Any:
        """Everybody, the newest first, or who has a number, phone or e-mail."""
        asked = request.args.get("q", "").strip()[:LONGEST]
        page = _found(asked) if asked else _everybody()
        ids = [row.id for row in page.rows]
        return self.render("console/members.html", page=page, asked=asked, numbers=_numbers(ids),
                           balances=_balances(ids), speaker=speaker())

    @expose("/<id_>")
    def member(self, id_: str) -> Any:
        """One member; 404 for one that is not there or not this person's."""
        member, numbers, scope = _visible(id_), _numbers([id_])[id_], current_scope()
        lines = _history(id_, scope)
        return self.render(
            "console/member.html", member=member, speaker=speaker(), numbers=numbers,
            balances=_balances([id_])[id_], profile=_profile(id_, scope), lots=[] if scope else _lots(id_),
            tags=[] if scope else session().scalars(select(MemberTag.tag).where(MemberTag.member_id == id_)).all(),
            page=page_of(lines, lambda line: line.event, HISTORY), event_name=event_name, account_name=account_name,
            entry_name=entry_name, rule_name=rule_name, sums=_sums,
            page_title=numbers[0].number if numbers else id_)


def _everybody() -> Page:
    query = select(Member).where(Member.id != "").order_by(Member.id.desc()).limit(PAGE + 1)
    if current_scope():
        mine = select(Identity.member_id).where(Identity.partner == current_scope())
        query = query.where(Member.id.in_(mine))
    if after():
        query = query.where(Member.id < after())
    return page_of(session().scalars(query).all(), lambda member: member.id)


def _found(asked: str) -> Page:
    ids = {found.key for found in members_named(session(), keyring(), asked, partner_codes(),
                                                everywhere=not current_scope())}
    rows = session().scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.id)).all() if ids else []
    return Page(rows, "", "")


def _visible(id_: str) -> Member:
    query = select(Member).where(Member.id == id_)
    if current_scope():
        query = query.where(exists().where(Identity.member_id == Member.id, Identity.partner == current_scope()))
    member: Member | None = session().scalars(query).one_or_none()
    return member if member is not None else abort(404)


def _numbers(ids: Sequence[str]) -> Mapping[str, list[Identity]]:
    """Their numbers, by member; a partner operator sees the partner's."""
    query = select(Identity).where(Identity.member_id.in_(ids)).order_by(Identity.partner, Identity.number)
    if current_scope():
        query = query.where(Identity.partner == current_scope())
    return _by_member(session().scalars(query) if ids else ())


def _balances(ids: Sequence[str]) -> Mapping[str, list[Balance]]:
    query = select(Balance).where(Balance.member_id.in_(ids)).order_by(Balance.currency)
    return _by_member(session().scalars(query) if ids else ())


def _by_member(rows: Any) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def _profile(id_: str, scope: str) -> list[tuple[str, str, str]]:
    """Field, word and who told it; a partner operator sees what the partner told."""
    if scope:
        return [(field, word, scope) for field, word in profile_of(session(), keyring(), id_, scope).items()]
    return [(word.field, word.value, word.partner) for word in words_of(session(), keyring(), id_)]


def _lots(id_: str) -> Sequence[Lot]:
    """What is left, what expires first on top."""
    query = select(Lot).where(Lot.member_id == id_, Lot.points_left > 0)
    return list(session().scalars(query.order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.id).limit(PAGE)))


def _history(id_: str, scope: str) -> list[Line]:
    with reading(running().engine) as connection:
        return events_of(connection, id_, partner=scope or None, before=after(), limit=HISTORY + 1)


def _sums(line: Line) -> list[tuple[str, str, int]]:
    """Currency, account and points of everything that a line moved."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for each in line.moved:
        found[(each.currency, each.account)] += each.points
    return [(currency, account, moved) for (currency, account), moved in found.items() if moved]

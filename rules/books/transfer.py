"""Points given to another member: they keep the last day they had."""

from __future__ import annotations

from rules.books.draft import Draft
from rules.books.lots import take
from rules.books.tiers import view_at
from rules.compiled import CompiledProgramme
from rules.entries import TRANSFERRED
from rules.errors import PointsError
from rules.facts import Scope
from rules.state import Command, MemberState, Plan


class TransfersClosed(PointsError):
    """The programme lets no member give points away, or not this one."""

    code = "transfers_closed"

    def __init__(self, member: str) -> None:
        self.member = member
        super().__init__(f"member {member} may not give points away")


class SameMember(PointsError):
    """A transfer from a member to that same member."""

    code = "same_member"

    def __init__(self, member: str) -> None:
        self.member = member
        super().__init__(f"member {member} cannot give points to themselves")


def transfer(
    compiled: CompiledProgramme, command: Command, giver: MemberState, receiver: MemberState, *, currency: str,
    points: int,
) -> Plan:
    """Two entries: out of the giver's soonest expiring lots, into lots of the receiver with the same last days.

    What the receiver owes is repaid at once. Raises ``TransfersClosed``, ``SameMember``,
    ``InsufficientPoints`` and ``PointsNotPositive``.
    """
    if giver.id == receiver.id:
        raise SameMember(giver.id)
    rule = compiled.others.get("/policies/transfers")
    if rule is None or not rule.value(view_at(compiled, giver, command.occurred_at).facts, Scope()):
        raise TransfersClosed(giver.id)
    draft = Draft(command, (giver, receiver))
    draws = take(
        draft.lots(giver.id, currency), currency, points, command.day, owed=draft.owed(giver.id, currency),
    )
    draft.enter("transfer", [(TRANSFERRED, currency, points)], draws=draws)
    given = [(draft.lot(draw.lot, giver.id), draw.points) for draw in draws]
    opens = tuple(
        draft.new_lot(receiver.id, currency, part, lot.expires_on, place=place)
        for place, (lot, part) in enumerate(given, start=1)
    )
    draft.enter("transfer", [(TRANSFERRED, currency, -points)], opens=opens)
    return draft.plan(giver.id)

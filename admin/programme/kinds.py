"""The parts of the programme that are numbers, one description each."""

from __future__ import annotations

from flask_babel import lazy_gettext

from admin.programme.described import Described
from admin.programme.pieces import ListedPage, SinglePage
from rules.programme import (
    Accrual,
    Conversion,
    Currency,
    DrawGame,
    Growth,
    Lane,
    Partner,
    Policies,
    Pool,
    Programme,
    Reward,
    Tier,
)


class TiersPage(ListedPage):
    """Levels of membership, lowest first."""

    label, at, icon = lazy_gettext("Tiers"), "tiers", "star"
    one = lazy_gettext("Add a tier")
    about = lazy_gettext("Levels of membership, lowest first: how members rise, what keeps them, what it brings.")
    described = Described("tiers", Tier, ("qualify", "retain", "award"), ordered=True)


class AccrualsPage(ListedPage):
    """What purchases earn before any campaign."""

    label, at, icon = lazy_gettext("Accrual rates"), "accruals", "chart"
    one = lazy_gettext("Add a rate")
    about = lazy_gettext("What purchases earn before any campaign. The first rate whose condition holds pays.")
    described = Described("accruals", Accrual, ("when", "lines", "points"), ordered=True)


class ConversionsPage(ListedPage):
    """Points of one currency into another."""

    label, at, icon = lazy_gettext("Conversion rates"), "conversions", "swap"
    one = lazy_gettext("Add a conversion")
    about = lazy_gettext("Points of one currency into another. Rates that make points out of nothing are refused.")
    described = Described("conversions", Conversion, ("source", "block", "target", "gives"))


class CurrenciesPage(ListedPage):
    """Kinds of points, and how long they live."""

    label, at, icon = lazy_gettext("Currencies"), "currencies", "ledger"
    one = lazy_gettext("Add a currency")
    about = lazy_gettext("Kinds of points: what one is worth when partners settle, and how long it lives.")
    described = Described("currencies", Currency, ("expiry", "price", "lock_days"))


class PoolsPage(ListedPage):
    """Points that several partners pay into."""

    label, at, icon = lazy_gettext("Pools"), "pools", "pool"
    one = lazy_gettext("Add a pool")
    about = lazy_gettext("Points that partners pay into together, and that joint campaigns are paid from.")
    described = Described("pools", Pool, ("currency", "injections", "overdraft"))


class RewardsPage(ListedPage):
    """What points buy."""

    label, at, icon = lazy_gettext("Rewards"), "rewards", "gift"
    one = lazy_gettext("Add a reward")
    about = lazy_gettext("What points buy, at which price, for whom, and how many there are.")
    described = Described("rewards", Reward, ("kind", "partner", "price", "stock"))


class DrawsPage(ListedPage):
    """Lotteries."""

    label, at, icon = lazy_gettext("Draws"), "draws", "ticket"
    one = lazy_gettext("Add a draw")
    about = lazy_gettext("Lotteries: what a ticket costs, which prizes there are, and their chances.")
    described = Described("draws", DrawGame, ("price", "prizes", "ends_on"))


class LanesPage(ListedPage):
    """Groups of campaigns of which one counts."""

    label, at, icon = lazy_gettext("Lanes"), "lanes", "layers"
    one = lazy_gettext("Add a lane")
    about = lazy_gettext("Groups of campaigns of which only one counts. Different lanes add up.")
    described = Described("lanes", Lane, ("rule",))


class GrowthPage(ListedPage):
    """A score apart from points."""

    label, at, icon = lazy_gettext("Growth"), "growth", "chart"
    one = lazy_gettext("Add a rule")
    about = lazy_gettext("A score apart from points that tiers can ask for. Every rule whose condition holds adds.")
    described = Described("growth", Growth, ("when", "points"))


class PoliciesPage(SinglePage):
    """Choices of the programme as a whole."""

    label, at, icon = lazy_gettext("Policies"), "policies", "gear"
    about = lazy_gettext("Choices that hold for the programme as a whole.")
    described = Described("programme", Policies, part="policies")


class AttributesPage(SinglePage):
    """Words of its own."""

    label, at, icon = lazy_gettext("Attributes"), "attributes", "rule"
    about = lazy_gettext("Words of your own that partners send with events and members, and that rules can use.")
    described = Described("programme", Programme, only=("attributes",))


class NamesPage(SinglePage):
    """The programme's own name, zone and money."""

    label, at, icon = lazy_gettext("Name and time zone"), "names", "globe"
    about = lazy_gettext("What the programme is called, where its days begin, and in which money partners settle.")
    described = Described("programme", Programme, only=("name", "zone", "money"))


class PartnerSettingsPage(ListedPage):
    """What partners earn and take; how they are connected has a page of its own."""

    label, at, icon = lazy_gettext("Partners"), "partner-settings", "partner"
    one = lazy_gettext("Add a partner")
    about = lazy_gettext("The companies of the coalition: what their purchases earn, and which points they take.")
    described = Described("partners", Partner, ("currency", "honours", "unknown_members"))


PAGES = (TiersPage, AccrualsPage, ConversionsPage, CurrenciesPage, PartnerSettingsPage, PoolsPage, RewardsPage,
         DrawsPage, LanesPage, GrowthPage, PoliciesPage, AttributesPage, NamesPage)

"""Every table, by the words of the glossary; importing this package completes the metadata."""

from server.models.api import MemberCode, PartnerKey
from server.models.budget import Budget, Hold, SharedUse, Tranche
from server.models.consent import Consent
from server.models.delivery import Delivery
from server.models.event import Claim, Event, PersonalFact, PurchaseRemainder, Waiting
from server.models.job import Outbox, PeriodRun
from server.models.ledger import Balance, Draw, Entry, Lot, Posting
from server.models.member import Granted, Identity, Member, MemberTag, Past, Progress, TierMove, UseCount
from server.models.notice import Notice, NoticeWish
from server.models.partner import Endpoint, Partner, PartnerSecret
from server.models.profile import ProfileField
from server.models.programme import BudgetsSet, CalledOff, DraftPiece, ProgrammeVersion, Publication, stands
from server.models.proof import Audit, Block
from server.models.review import AdjustmentRequest, Submission
from server.models.reward import Redemption, Voucher
from server.models.session import Mail, MemberLink, MemberSession
from server.models.staff import Staff
from server.models.statement import Statement
from server.models.statistic import DailyStatistic
from server.models.suspicion import Suspicion
from server.models.whatif import WhatIf

__all__ = [
    "AdjustmentRequest", "Audit", "Balance", "Block", "Budget", "BudgetsSet", "CalledOff", "Claim", "Consent",
    "DailyStatistic", "Delivery", "DraftPiece", "Draw", "Endpoint", "Entry", "Event", "Granted", "Hold", "Identity",
    "Lot", "Mail", "Member", "MemberCode", "MemberLink", "MemberSession", "MemberTag", "Notice", "NoticeWish",
    "Outbox", "Partner", "PartnerKey", "PartnerSecret", "Past", "PeriodRun", "PersonalFact", "Posting",
    "ProfileField", "ProgrammeVersion", "Progress", "Publication", "PurchaseRemainder", "Redemption", "SharedUse",
    "Staff", "Statement", "Submission", "Suspicion", "TierMove", "Tranche", "UseCount", "Voucher", "Waiting",
    "WhatIf", "stands",
]

"""Words about the member, the member's past, the partner and the store."""

from __future__ import annotations

from rules.vocabulary.shapes import Argument, Word

WINDOW = Argument("window", "window")
PARTNER_CODE = Argument("partner", "partner", optional=True)
TYPE = Argument("type", "event_type")
ANY_TYPE = Argument("type", "event_type", optional=True)
CURRENCY = Argument("currency", "currency", optional=True)
CATEGORY = Argument("category")

MEMBER = (
    Word("member.tier", "text", (
        "Code of the tier held just before the event.",
        "事件发生前所处的等级代码。",
        "事件發生前所處的等級代碼。"),
        'member.tier == "gold"', unit="code", values="tier"),
    Word("member.tier_rank", "number", (
        "Rank of that tier, so that tiers can be compared.",
        "该等级的级别，便于比较高低。",
        "該等級的級別，便於比較高低。"),
        "member.tier_rank >= 1", unit="rank", low=0),
    Word("member.joined_at", "time", (
        "When the member joined.",
        "会员加入的时间。",
        "會員加入的時間。"),
        "$days_between(member.joined_at ?? event.occurred_at, event.occurred_at) <= 30", unit="local time",
        nullable=True),
    Word("member.birthday", "time", (
        "Date of birth, when it is known.",
        "出生日期（如果已知）。",
        "出生日期（如果已知）。"),
        "member.birthday&.month == event.month", unit="local time", nullable=True),
    Word("member.age", "number", (
        "Age on the day of the event, when the birthday is known.",
        "事件当天的年龄（如果生日已知）。",
        "事件當天的年齡（如果生日已知）。"),
        "(member.age ?? 0) >= 60", unit="years", nullable=True, low=0),
    Word("member.birthday_today", "flag", (
        "Whether the event happens on the member's birthday.",
        "事件当天是否为会员生日。",
        "事件當天是否為會員生日。"),
        "member.birthday_today"),
    Word("member.birthday_month", "flag", (
        "Whether the event happens in the month of the member's birthday.",
        "事件是否发生在会员的生日月。",
        "事件是否發生在會員的生日月。"),
        "member.birthday_month"),
    Word("member.days_to_birthday", "number", (
        "Days to the nearest birthday, when it is known; below 0 when it has just been.",
        "距最近一次生日的天数（如果已知）；生日刚过时为负数。",
        "距最近一次生日的天數（如果已知）；生日剛過時為負數。"),
        "$abs(member.days_to_birthday ?? 365) <= 3", unit="days", nullable=True, low=-183, high=183),
    Word("member.tags", "texts", (
        "Labels of the member, given by staff, by segments or by campaigns.",
        "会员标签，由员工、分群或活动添加。",
        "會員標籤，由員工、分群或活動加上。"),
        '"student" in member.tags'),
    Word("member.growth", "number", (
        "Growth, the score apart from points.",
        "成长值，独立于积分的分数。",
        "成長值，獨立於點數的分數。"),
        "member.growth >= 100", unit="growth"),
    Word("member.balance", "number", (
        "Points of one kind that the member can spend.",
        "会员可用的某种积分。",
        "會員可用的某種點數。"),
        'member.balance("AIR") >= 500', unit="points", arguments=(Argument("currency", "currency"),)),
    Word("member.bucket", "number", (
        "A number that is drawn once for each member, evenly, for tests on a part of all.",
        "每位会员固定且均匀分布的编号，用于部分人群测试。",
        "每位會員固定且均勻分布的編號，用於部分人群測試。"),
        "member.bucket < 50", unit="bucket", low=0, high=99),
    Word("member.number", "text", (
        "The member's number at the partner that reports.",
        "会员在上报方的会员号。",
        "會員在回報方的會員編號。"),
        'member.number.starts_with("A-")', unit="code"),
    Word("member.id", "text", (
        "The member's own number in the programme.",
        "会员在计划中的编号。",
        "會員在計畫中的編號。"),
        'member.id != ""', unit="code"),
    Word("member.phone", "text", (
        "A mark that is the same for the same verified telephone; empty without one.",
        "同一已验证手机号对应的相同标记；没有时为空。",
        "同一已驗證手機號碼對應的相同標記；沒有時為空。"),
        'member.phone != "" and member.phone != referrer.phone', unit="code"),
    Word("member.known", "flag", (
        "Whether there is such a member; only a missing referrer is not.",
        "是否确有此会员；仅当没有推荐人时为否。",
        "是否確有此會員；僅當沒有推薦人時為否。"),
        "referrer.known"),
)

PARTNER = (
    Word("partner.code", "text", (
        "Code of the partner that reports the event.",
        "上报事件的合作伙伴代码。",
        "回報事件的合作夥伴代碼。"),
        'partner.code in {"AIR", "GROCER"}', unit="code", values="partner"),
    Word("partner.tags", "texts", (
        "Labels of that partner.",
        "该合作伙伴的标签。",
        "該合作夥伴的標籤。"),
        '"travel" in partner.tags', values="partner_tag"),
)

STORE = (
    Word("store.code", "text", (
        "Code of the store; empty when none was named.",
        "门店代码；未指明时为空。",
        "門市代碼；未指明時為空。"),
        'store.code == "S12"', unit="code", values="store"),
    Word("store.zone", "text", (
        "Time zone that decides the local time.",
        "决定当地时间的时区。",
        "決定當地時間的時區。"),
        'store.zone == "Asia/Shanghai"', unit="zone"),
    Word("store.tags", "texts", (
        "Labels of the store.",
        "门店标签。",
        "門市標籤。"),
        '"airport" in store.tags', values="store_tag"),
)

HISTORY = (
    Word("history.spend", "number", (
        "Money spent on purchases, net of returns.",
        "消费金额，已扣除退货。",
        "消費金額，已扣除退貨。"),
        'history.spend("30 days") + event.amount >= 1000', unit="money", arguments=(WINDOW, PARTNER_CODE)),
    Word("history.orders", "number", (
        "How many purchases.",
        "消费次数。",
        "消費次數。"),
        'history.orders("lifetime", "AIR") == 0', unit="purchases", low=0, arguments=(WINDOW, PARTNER_CODE)),
    Word("history.events", "number", (
        "How many events of one type.",
        "某类事件的次数。",
        "某類事件的次數。"),
        'history.events("activity.check_in", "week") >= 3', unit="events", low=0,
        arguments=(TYPE, WINDOW, PARTNER_CODE)),
    Word("history.last_at", "time", (
        "When an event of one type last happened, if ever.",
        "某类事件最近一次发生的时间（如果有）。",
        "某類事件最近一次發生的時間（如果有）。"),
        '$days_between(history.last_at("transaction.completed") ?? event.occurred_at, event.occurred_at) > 90',
        unit="local time", nullable=True, arguments=(TYPE, PARTNER_CODE)),
    Word("history.first_at", "time", (
        "When an event of one type first happened, if ever.",
        "某类事件第一次发生的时间（如果有）。",
        "某類事件第一次發生的時間（如果有）。"),
        'history.first_at("transaction.completed") == null', unit="local time", nullable=True,
        arguments=(TYPE, PARTNER_CODE)),
    Word("history.partners", "number", (
        "At how many different partners the member bought.",
        "会员在多少家不同的合作伙伴消费过。",
        "會員在多少家不同的合作夥伴消費過。"),
        'history.partners("month") >= 3', unit="partners", low=0, arguments=(WINDOW,)),
    Word("history.categories", "number", (
        "From how many different categories the member bought.",
        "会员买过多少个不同的品类。",
        "會員買過多少個不同的品類。"),
        'history.categories("90 days") >= 5', unit="categories", low=0, arguments=(WINDOW, PARTNER_CODE)),
    Word("history.quantity", "number", (
        "How many items of one category the member bought.",
        "会员买过某品类多少件。",
        "會員買過某品類多少件。"),
        'history.quantity("coffee", "month") >= 9', unit="items", arguments=(CATEGORY, WINDOW, PARTNER_CODE)),
    Word("history.days_in_row", "number", (
        "Days in a row with an event of one type, a purchase if none is named; today or yesterday is the last.",
        "连续多少天有某类事件（未指定时为消费），以今天或昨天为最后一天。",
        "連續多少天有某類事件（未指定時為消費），以今天或昨天為最後一天。"),
        'history.days_in_row("activity.check_in") >= 6', unit="days", low=0, arguments=(ANY_TYPE, PARTNER_CODE)),
    Word("history.weeks_in_row", "number", (
        "Weeks in a row with an event of one type, a purchase if none is named.",
        "连续多少周有某类事件（未指定时为消费）。",
        "連續多少週有某類事件（未指定時為消費）。"),
        "history.weeks_in_row() >= 4", unit="weeks", low=0, arguments=(ANY_TYPE, PARTNER_CODE)),
    Word("history.months_in_row", "number", (
        "Months in a row with an event of one type, a purchase if none is named.",
        "连续多少个月有某类事件（未指定时为消费）。",
        "連續多少個月有某類事件（未指定時為消費）。"),
        "history.months_in_row() >= 3", unit="months", low=0, arguments=(ANY_TYPE, PARTNER_CODE)),
    Word("history.points", "number", (
        "Qualifying points earned, of one kind or of all.",
        "获得的定级积分，某一种或全部。",
        "獲得的定級點數，某一種或全部。"),
        'history.points("12 months") >= 10000', unit="points", arguments=(WINDOW, CURRENCY)),
    Word("history.used", "number", (
        "Points redeemed.",
        "已使用的积分。",
        "已使用的點數。"),
        'history.used("year") >= 1000', unit="points", low=0, arguments=(WINDOW,)),
)

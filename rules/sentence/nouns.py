"""What each word of the language is called inside a sentence, and each known value."""

from __future__ import annotations

from collections.abc import Mapping

from rules.sentence.phrases import Phrase

NOUNS: Mapping[str, Phrase] = {
    "event.type": ("what happened", "事件", "事件"),
    "event.reference": ("the receipt number", "单号", "單號"),
    "event.amount": ("the amount paid", "实付金额", "實付金額"),
    "event.tax": ("the tax", "税额", "稅額"),
    "event.currency": ("the money", "币种", "幣別"),
    "event.occurred_at": ("the time", "发生时间", "發生時間"),
    "event.weekday": ("the day of the week", "星期", "星期"),
    "event.hour": ("the hour", "钟点", "鐘點"),
    "event.day": ("the day of the month", "每月几号", "每月幾號"),
    "event.month": ("the month", "月份", "月份"),
    "event.channel": ("the channel", "渠道", "通路"),
    "event.store": ("the store", "门店", "門市"),
    "event.lines": ("the goods", "商品", "商品"),
    "event.payments": ("the payments", "付款", "付款"),
    "event.points_paid": ("the number of points used", "抵扣的积分", "折抵的點數"),
    "event.referrer": ("the referrer's number", "推荐人号码", "推薦人號碼"),
    "event.before_discounts": ("prices are before discounts", "价格未含折扣", "價格未含折扣"),
    "line.sku": ("the article", "商品编号", "商品編號"),
    "line.name": ("the name of the goods", "商品名称", "商品名稱"),
    "line.category": ("the category", "品类", "品類"),
    "line.brand": ("the brand", "品牌", "品牌"),
    "line.quantity": ("the quantity", "数量", "數量"),
    "line.amount": ("the line amount", "商品金额", "商品金額"),
    "line.tags": ("the tags of the goods", "商品标签", "商品標籤"),
    "payment.method": ("the means of payment", "付款方式", "付款方式"),
    "payment.amount": ("the payment amount", "付款金额", "付款金額"),
    "matched.amount": ("the amount of these goods", "活动商品金额", "活動商品金額"),
    "matched.quantity": ("the quantity of these goods", "活动商品数量", "活動商品數量"),
    "matched.lines": ("these goods", "活动商品", "活動商品"),
    "matched.base": ("the base points of these goods", "活动商品的基础积分", "活動商品的基本點數"),
    "member.id": ("the member", "会员", "會員"),
    "member.known": ("the member is known", "会员已知", "會員已知"),
    "referrer.known": ("there is a referrer", "有推荐人", "有推薦人"),
    "member.number": ("the member's number", "会员号", "會員號"),
    "member.tier": ("the tier", "会员等级", "會員等級"),
    "member.tier_rank": ("the rank of the tier", "等级级别", "等級級別"),
    "member.joined_at": ("the time of joining", "入会时间", "入會時間"),
    "member.birthday": ("the birthday", "生日", "生日"),
    "member.age": ("the age", "年龄", "年齡"),
    "member.birthday_today": ("it is the birthday", "当天是生日", "當天是生日"),
    "member.days_to_birthday": ("the days to the birthday", "距生日天数", "距生日天數"),
    "member.birthday_month": ("it is the month of the birthday", "当月是生日月", "當月是生日月"),
    "member.tags": ("the member's tags", "会员标签", "會員標籤"),
    "member.growth": ("the growth", "成长值", "成長值"),
    "member.bucket": ("the member's test group", "测试分组", "測試分組"),
    "member.phone": ("the phone", "手机号", "手機號碼"),
    "partner.code": ("the partner", "商家", "商家"),
    "partner.tags": ("the partner's tags", "商家标签", "商家標籤"),
    "store.code": ("the store", "门店", "門市"),
    "store.zone": ("the store's time zone", "门店时区", "門市時區"),
    "store.tags": ("the store's tags", "门店标签", "門市標籤"),
    "conversion.points": ("the points to convert", "转换的积分", "轉換的點數"),
    "reward.value": ("the worth of the reward", "礼品价值", "禮品價值"),
    "qualifying.points": ("qualifying points", "定级积分", "定級點數"),
    "pool.balance": ("what the pool holds", "积分池余额", "點數池餘額"),
    "period.spend": ("spending of the period", "期间消费额", "期間消費額"),
    "period.events": ("events of the period", "期间事件数", "期間事件數"),
    "period.members": ("members of the period", "期间会员数", "期間會員數"),
    "period.points": ("points of the period", "期间积分", "期間點數"),
}
"""Dotted word → its noun, or a whole clause for a word that is yes or no."""

REFERRER: Phrase = ("the referrer's {noun}", "推荐人的{noun}", "推薦人的{noun}")

KINDS_OF_EVENT: Mapping[str, Phrase] = {
    "transaction.completed": ("a purchase", "消费", "消費"),
    "transaction.returned": ("a return", "退货", "退貨"),
    "transaction.voided": ("a cancelled purchase", "取消消费", "取消消費"),
    "member.joined": ("a sign-up", "入会", "入會"),
    "member.updated": ("a change of the profile", "资料变更", "資料變更"),
    "activity.attendance": ("attendance", "到场", "到場"),
    "activity.check_in": ("a check-in", "签到", "簽到"),
    "activity.insurance_renewal": ("an insurance renewal", "续保", "續保"),
    "activity.maintenance": ("maintenance", "保养", "保養"),
    "activity.opt_in": ("an opt-in", "报名参加", "報名參加"),
    "activity.quiz": ("a quiz", "答题", "答題"),
    "activity.review": ("a review", "评价", "評價"),
    "activity.share": ("sharing", "分享", "分享"),
    "activity.survey": ("a survey", "问卷调查", "問卷調查"),
    "activity.test_drive": ("a test drive", "试驾", "試駕"),
}
"""Type of event → what it is called in a clause; an activity that is not here is named in quotation marks."""

WEEKDAYS: Mapping[str, Phrase] = {
    "mon": ("Monday", "周一", "週一"), "tue": ("Tuesday", "周二", "週二"), "wed": ("Wednesday", "周三", "週三"),
    "thu": ("Thursday", "周四", "週四"), "fri": ("Friday", "周五", "週五"), "sat": ("Saturday", "周六", "週六"),
    "sun": ("Sunday", "周日", "週日"),
}

MONTHS: tuple[Phrase, ...] = tuple((english, f"{number}月", f"{number}月") for number, english in enumerate((
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December"), 1))

NAMED = {"partner.code": "partners", "member.tier": "tiers", "referrer.tier": "tiers"}
"""Words whose values are codes with a name of their own."""

"""Units of words, in the three locales."""

from __future__ import annotations

from collections.abc import Mapping

from rules.vocabulary.shapes import Sentence

UNITS: Mapping[str, Sentence] = {
    "money": ("money of the programme, major units", "计划的货币，主单位", "計畫的貨幣，主單位"),
    "points": ("points", "积分", "點數"),
    "base points": ("base points, not rounded", "基础积分，未取整", "基本點數，未取整"),
    "growth": ("growth", "成长值", "成長值"),
    "hour": ("hour, 0 to 23", "小时，0 至 23", "小時，0 至 23"),
    "day of the month": ("day of the month, 1 to 31", "日，1 至 31", "日，1 至 31"),
    "month": ("month, 1 to 12", "月，1 至 12", "月，1 至 12"),
    "weekday": ("mon, tue, wed, thu, fri, sat or sun", "mon、tue、wed、thu、fri、sat 或 sun",
                "mon、tue、wed、thu、fri、sat 或 sun"),
    "years": ("full years", "周岁", "足歲"),
    "rank": ("rank, 0 is the lowest tier", "级别，最低等级为 0", "級別，最低等級為 0"),
    "bucket": ("number, 0 to 99", "数字，0 至 99", "數字，0 至 99"),
    "items": ("items", "件", "件"),
    "purchases": ("purchases", "次消费", "次消費"),
    "events": ("events", "次事件", "次事件"),
    "partners": ("partners", "家合作伙伴", "家合作夥伴"),
    "categories": ("categories", "个品类", "個品類"),
    "members": ("members", "位会员", "位會員"),
    "days": ("days", "天", "天"),
    "weeks": ("weeks", "周", "週"),
    "months": ("months", "个月", "個月"),
    "code": ("code", "代码", "代碼"),
    "local time": ("local time of the store", "门店当地时间", "門市當地時間"),
    "currency": ("ISO 4217 code", "ISO 4217 代码", "ISO 4217 代碼"),
    "zone": ("IANA time zone", "IANA 时区", "IANA 時區"),
}

"""Names of kinds, places and lists of values inside sentences: English, Simplified, Traditional Chinese."""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, tuple[str, str, str]]

KIND: Names = {
    "number": ("a number", "数字", "數字"),
    "text": ("a text", "文字", "文字"),
    "flag": ("yes or no", "是或否", "是或否"),
    "time": ("a time", "时间", "時間"),
    "length": ("a length of time", "时长", "時長"),
    "nothing": ("nothing", "空值", "空值"),
    "list of": ("a list", "列表", "清單"),
    "set of": ("a set", "集合", "集合"),
    "table": ("a table", "对照表", "對照表"),
    "line": ("a line of the receipt", "商品行", "商品明細"),
    "payment": ("a payment", "一笔付款", "一筆付款"),
    "group": ("a group of words", "一组词", "一組詞"),
    "function": ("a word that needs brackets", "需要加括号的词", "需要加括號的詞"),
    "unknown": ("something unknown", "未知内容", "未知內容"),
}

PLACE: Names = {
    "condition": ("a condition", "条件", "條件"),
    "audience": ("an audience", "目标人群", "目標對象"),
    "line": ("a line filter", "商品筛选", "商品篩選"),
    "award": ("an award", "奖励", "獎勵"),
    "accrual": ("a base rate", "基础积分规则", "基本點數規則"),
    "tier": ("a tier rule", "等级规则", "等級規則"),
    "growth": ("a growth rule", "成长值规则", "成長值規則"),
    "conversion": ("a conversion condition", "兑换条件", "兌換條件"),
    "rate": ("a conversion rate", "兑换比例", "兌換比例"),
    "price": ("a price", "兑换价格", "兌換價格"),
    "life": ("a duration or limit", "期限或上限", "期限或上限"),
    "injection": ("a payment into a pool", "积分池注入", "點數池注入"),
    "odds": ("the odds of a prize", "中奖概率", "中獎機率"),
    "number": ("a plain number", "固定数字", "固定數字"),
    "progress_when": ("the condition of a counter", "计数条件", "計數條件"),
    "progress_add": ("the step of a counter", "计数增量", "計數增量"),
    "progress_distinct": ("what a counter tells apart", "计数区分项", "計數區分項目"),
}

VALUES: Names = {
    "event_type": ("event type", "事件类型", "事件類型"),
    "partner": ("partner", "合作伙伴", "合作夥伴"),
    "partner_tag": ("partner tag", "合作伙伴标签", "合作夥伴標籤"),
    "store": ("store", "门店", "門市"),
    "store_tag": ("store tag", "门店标签", "門市標籤"),
    "tier": ("tier", "会员等级", "會員等級"),
    "currency": ("kind of points", "积分种类", "點數種類"),
    "weekday": ("day of the week", "星期", "星期"),
    "rounding": ("way of rounding", "取整方式", "進位方式"),
    "window": ("length of the past", "时间范围", "時間範圍"),
}

SORT: Names = {
    "yes-or-no": ("yes-or-no", "是或否", "是或否"),
    "number": ("number", "数字", "數字"),
    "binary fraction": ("binary fraction", "二进制小数", "二進位小數"),
    "text": ("text", "文字", "文字"),
    "group of keys": ("group of keys", "一组键", "一組鍵"),
    "list": ("list", "列表", "清單"),
    "nothing": ("nothing", "空值", "空值"),
}
"""Sorts of data in a file."""

REFERENCE: Names = {
    "currency": ("currency", "积分种类", "點數種類"),
    "partner": ("partner", "合作伙伴", "合作夥伴"),
    "pool": ("pool", "积分池", "點數池"),
    "lane": ("lane", "分组", "群組"),
    "draw": ("draw", "抽奖", "抽獎"),
}

EXPECTED: Names = {
    "value": ("a value", "一个值", "一個值"),
    "comparison": ("a comparison such as `==`", "比较符号，如 `==`", "比較符號，如 `==`"),
    "arithmetic": ("a sign such as `+`", "算术符号，如 `+`", "算術符號，如 `+`"),
    "joint": ("`and`, `or`", "`and`、`or`", "`and`、`or`"),
    "detail": ("brackets or a point", "括号或点号", "括號或點號"),
    "end": ("the end", "结尾", "結尾"),
}
"""Names of groups of signs that the grammar may expect."""

GROUP_OF: Mapping[str, str] = {
    **dict.fromkeys(("word", "number", '"text"', "true", "false", "null", 'd"2026-01-31"', 't"P1D"'), "value"),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not"), "comparison"),
    **dict.fromkeys(("+", "-", "*", "/", "//", "%", "??", "?"), "arithmetic"),
    **dict.fromkeys(("and", "or"), "joint"),
    **dict.fromkeys(("(", "[", "{", ".", "&."), "detail"),
    "end": "end",
}
BEFORE_VALUE: Mapping[str, str] = dict.fromkeys(("(", "[", "{", "-", "not"), "value")
"""Signs that begin a value where a value may stand."""

NAMES: Mapping[str, Names] = {"kind": KIND, "place": PLACE, "values": VALUES, "sort": SORT, "reference": REFERENCE}

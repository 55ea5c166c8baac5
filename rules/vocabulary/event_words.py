"""Words about the event, its receipt lines and payments, and what a line filter kept."""

from __future__ import annotations

from rules.vocabulary.shapes import Word

EVENT = (
    Word("event.type", "text", (
        "What happened: a purchase, a return, a new member, or an activity.",
        "发生了什么：消费、退货、新会员加入或某项活动。",
        "發生了什麼：消費、退貨、新會員加入或某項活動。"),
        'event.type == "transaction.completed"', unit="code", values="event_type"),
    Word("event.amount", "number", (
        "Money paid, after discounts, tax included.",
        "实付金额，已扣折扣，含税。",
        "實付金額，已扣折扣，含稅。"),
        "event.amount >= 100", unit="money"),
    Word("event.tax", "number", (
        "Tax contained in the amount.",
        "金额中所含的税。",
        "金額中所含的稅。"),
        "event.amount - event.tax", unit="money"),
    Word("event.currency", "text", (
        "Currency in which the amount was paid.",
        "付款所用的货币。",
        "付款所用的貨幣。"),
        'event.currency == "CNY"', unit="currency"),
    Word("event.occurred_at", "time", (
        "When it happened, by the clock on the wall of the store.",
        "发生时间，以门店当地时钟为准。",
        "發生時間，以門市當地時鐘為準。"),
        'event.occurred_at >= d"2026-03-01"', unit="local time"),
    Word("event.weekday", "text", (
        "Day of the week on which it happened.",
        "发生在星期几。",
        "發生在星期幾。"),
        'event.weekday in {"sat", "sun"}', unit="weekday", values="weekday"),
    Word("event.hour", "number", (
        "Hour in which it happened.",
        "发生在几点。",
        "發生在幾點。"),
        "event.hour >= 8 and event.hour < 10", unit="hour", low=0, high=23),
    Word("event.day", "number", (
        "Day of the month on which it happened.",
        "发生在几号。",
        "發生在幾號。"),
        "event.day == 18", unit="day of the month", low=1, high=31),
    Word("event.month", "number", (
        "Month in which it happened.",
        "发生在几月。",
        "發生在幾月。"),
        "event.month == 11", unit="month", low=1, high=12),
    Word("event.channel", "text", (
        "How it reached the partner, such as store, app or web; empty when not reported.",
        "渠道，如门店、应用或网站；未上报时为空。",
        "通路，如門市、應用程式或網站；未回報時為空。"),
        'event.channel == "app"', unit="code"),
    Word("event.store", "text", (
        "Code of the store; empty when none was named.",
        "门店代码；未指明时为空。",
        "門市代碼；未指明時為空。"),
        'event.store == "S12"', unit="code", values="store"),
    Word("event.lines", "lines", (
        "Lines of the receipt; each has the words of a line.",
        "小票上的商品行；每行具有商品行的各个词。",
        "收據上的商品明細；每筆具有商品明細的各個詞。"),
        '$any([l.category == "coffee" for l in event.lines])'),
    Word("event.payments", "payments", (
        "Means of payment; each has a method and an amount.",
        "付款方式；每笔有方式和金额。",
        "付款方式；每筆有方式和金額。"),
        '$sum([p.amount for p in event.payments if p.method == "card"])'),
    Word("event.points_paid", "number", (
        "Points that paid part of the price.",
        "用来抵付部分价款的积分。",
        "用來折抵部分價款的點數。"),
        "event.points_paid == 0", unit="points", low=0),
    Word("event.reference", "text", (
        "The partner's own number of the event.",
        "合作伙伴自己的事件编号。",
        "合作夥伴自己的事件編號。"),
        'event.reference.starts_with("S12-")', unit="code"),
    Word("event.referrer", "text", (
        "Number of the member who brought this one; empty when there is none.",
        "推荐人的会员号；没有时为空。",
        "推薦人的會員編號；沒有時為空。"),
        'event.referrer != ""', unit="code"),
    Word("event.before_discounts", "flag", (
        "Whether line amounts are list prices, with the programme's discounts still to come off.",
        "商品行金额是否为标价，尚未扣除计划的折扣。",
        "商品明細金額是否為標價，尚未扣除計畫的折扣。"),
        "not event.before_discounts"),
)

LINE = (
    Word("line.sku", "text", (
        "Article number of the line.",
        "商品编号。",
        "商品編號。"),
        'line.sku in {"8801", "8802"}', unit="code"),
    Word("line.name", "text", (
        "Name of the article as printed.",
        "小票上的商品名称。",
        "收據上的商品名稱。"),
        'line.name.as_lower.starts_with("latte")'),
    Word("line.category", "text", (
        "Category of the article; empty when not reported.",
        "商品品类；未上报时为空。",
        "商品品類；未回報時為空。"),
        'line.category == "coffee"', unit="code"),
    Word("line.brand", "text", (
        "Brand of the article; empty when not reported.",
        "商品品牌；未上报时为空。",
        "商品品牌；未回報時為空。"),
        'line.brand == "Lumo"', unit="code"),
    Word("line.quantity", "number", (
        "How many of the article.",
        "商品数量。",
        "商品數量。"),
        "line.quantity >= 2", unit="items"),
    Word("line.amount", "number", (
        "Money paid for the whole line, tax included.",
        "整行实付金额，含税。",
        "整筆明細實付金額，含稅。"),
        "line.amount >= 20", unit="money"),
    Word("line.tags", "texts", (
        "Labels that the partner gave the article.",
        "合作伙伴给商品加的标签。",
        "合作夥伴給商品加的標籤。"),
        '"organic" in line.tags'),
)

PAYMENT = (
    Word("payment.method", "text", (
        "Means of payment, such as card, cash or wallet.",
        "付款方式，如银行卡、现金或钱包。",
        "付款方式，如信用卡、現金或錢包。"),
        '$any([p.method == "card" for p in event.payments])', unit="code"),
    Word("payment.amount", "number", (
        "Money paid in this way.",
        "以此方式支付的金额。",
        "以此方式支付的金額。"),
        "$sum([p.amount for p in event.payments])", unit="money"),
)

MATCHED = (
    Word("matched.amount", "number", (
        "Money paid for the lines that the filter kept; all lines without a filter.",
        "筛选后保留的商品行的实付金额；没有筛选时为全部。",
        "篩選後保留的商品明細的實付金額；沒有篩選時為全部。"),
        "matched.amount * 2", unit="money"),
    Word("matched.quantity", "number", (
        "How many items are on the lines that the filter kept.",
        "筛选后保留的商品件数。",
        "篩選後保留的商品件數。"),
        "matched.quantity >= 3", unit="items"),
    Word("matched.lines", "lines", (
        "The lines that the filter kept.",
        "筛选后保留的商品行。",
        "篩選後保留的商品明細。"),
        "$count(matched.lines) >= 2"),
    Word("matched.base", "number", (
        "Base points of the lines that the filter kept.",
        "筛选后保留的商品行的基础积分。",
        "篩選後保留的商品明細的基本點數。"),
        "$floor_to(matched.base * 0.1, 1)", unit="base points"),
)

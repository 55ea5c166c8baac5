"""What the page of the rule language says between its tables, in the three locales."""

from __future__ import annotations

from collections.abc import Mapping

from rules.vocabulary.shapes import Sentence

PROSE: Mapping[str, Sentence] = {
    "title": ("The rule language", "规则语言", "規則語言"),
    "what": (
        "Whatever a marketer can change is a rule: one expression over the facts of one event. A rule reads words, "
        "calculates with exact decimals, and answers yes or no, or a number. It knows no clock, no chance and "
        "nothing "
        "that is not listed here, so the same facts always give the same answer.",
        "营销人员能调整的一切都是规则：对一个事件的事实所写的一个表达式。规则读取词语，以精确的十进制计算，"
        "得出是或否，或一个数字。规则不看时钟、不碰运气，也不知道本页以外的任何东西，"
        "因此相同的事实总是得到相同的结果。",
        "行銷人員能調整的一切都是規則：對一個事件的事實所寫的一個運算式。規則讀取詞語，以精確的十進位計算，"
        "得出是或否，或一個數字。規則不看時鐘、不碰運氣，也不知道本頁以外的任何東西，"
        "因此相同的事實總是得到相同的結果。"),
    "outcomes": (
        "The outcomes beside the examples are those for one sample purchase: 367.00 at GROCER in store S12 on "
        "Tuesday "
        "3 March 2026 at 09:15, by app, with a line of coffee for 250.00 and one of tea for 117.00, by a gold "
        "member.",
        "示例旁的结果来自一笔样例消费：2026 年 3 月 3 日（星期二）09:15，金卡会员通过应用在 GROCER 的 S12 "
        "门店消费 367.00，"
        "其中咖啡一行 250.00，茶一行 117.00。",
        "範例旁的結果來自一筆樣例消費：2026 年 3 月 3 日（星期二）09:15，金卡會員透過應用程式在 GROCER 的 S12 "
        "門市消費 367.00，"
        "其中咖啡一筆 250.00，茶一筆 117.00。"),
    "punctuation": (
        "Full-width signs outside texts are read as their narrow ones: `event.amount ＞ 50` is `event.amount > 50`, "
        "and “gold” is `\"gold\"`. After `#` stands a remark.",
        "文字以外的全角符号按半角读取：`event.amount ＞ 50` 即 `event.amount > 50`，“gold”即 `\"gold\"`。`#` "
        "之后是备注。",
        "文字以外的全形符號按半形讀取：`event.amount ＞ 50` 即 `event.amount > 50`，「gold」即 `\"gold\"`。`#` "
        "之後是備註。"),
    "places": ("Places", "位置", "位置"),
    "places_text": (
        "Where a rule stands decides which words exist and what it must answer.",
        "规则所在的位置决定可用的词语和必须得出的结果。",
        "規則所在的位置決定可用的詞語和必須得出的結果。"),
    "words": ("Words", "词语", "詞語"),
    "words_text": (
        "A word that may be absent is marked ○: say with `??` what counts then, as in `(member.age ?? 0) >= "
        "60`. Texts "
        "that are absent are empty, never missing.",
        "可能为空的词标有 ○：请用 `??` 说明为空时取什么值，如 `(member.age ?? 0) >= 60`。没有的文字是空文字，"
        "不会缺失。",
        "可能為空的詞標有 ○：請用 `??` 說明為空時取什麼值，如 `(member.age ?? 0) >= 60`。沒有的文字是空文字，"
        "不會缺失。"),
    "event": ("The event", "事件", "事件"),
    "line": ("A line of the receipt", "商品行", "商品明細"),
    "payment": ("A payment", "付款", "付款"),
    "matched": ("What the line filter kept", "筛选后的商品行", "篩選後的商品明細"),
    "member": ("The member, and the same words of `referrer`", "会员；`referrer`（推荐人）具有相同的词",
               "會員；`referrer`（推薦人）具有相同的詞"),
    "partner": ("The partner", "合作伙伴", "合作夥伴"),
    "store": ("The store", "门店", "門市"),
    "history": ("The member's past, before this event", "会员在此事件之前的历史", "會員在此事件之前的歷史"),
    "history_text": (
        "Arguments are texts written out, so that what to remember is known when the rule is published. A window is "
        "`lifetime`; a calendar period up to the event: `day`, `week` (from Monday), `month`, `quarter`, "
        "`year`; or a "
        "length that ends with the event: `30 days`, `168 hours`, `12 months`. Without a partner, all count.",
        "参数必须直接写出，这样发布规则时就知道要记录什么。时间范围可以是 `lifetime`；截至事件的日历周期：`day`、"
        "`week`（从星期一开始）、`month`、`quarter`、`year`；或以事件为终点的时长：`30 days`、`168 hours`、`12 "
        "months`。"
        "不写合作伙伴时计入全部。",
        "參數必須直接寫出，這樣發布規則時就知道要記錄什麼。時間範圍可以是 `lifetime`；截至事件的日曆週期：`day`、"
        "`week`（從星期一開始）、`month`、`quarter`、`year`；或以事件為終點的時長：`30 days`、`168 hours`、`12 "
        "months`。"
        "不寫合作夥伴時計入全部。"),
    "other": ("Elsewhere", "其他位置", "其他位置"),
    "own": ("Words of one's own", "自定义词语", "自訂詞語"),
    "own_text": (
        "`event.attributes.NAME` and `member.attributes.NAME` are what the programme declares under its "
        "attributes, as "
        "a text (empty when absent), a number (absent needs `??`) or yes/no (no when absent). `progress.NAME` is a "
        "counter of the same campaign, with this event already counted; `progress.NAME_before` is without it.",
        "`event.attributes.名称` 和 `member.attributes.名称` 是计划在属性中声明的词：文字（没有时为空）、"
        "数字（没有时需要 `??`）"
        "或是/否（没有时为否）。`progress.名称` 是同一活动的计数器，已计入本次事件；`progress.名称_before` 未计入。",
        "`event.attributes.名稱` 和 `member.attributes.名稱` 是計畫在屬性中宣告的詞：文字（沒有時為空）、"
        "數字（沒有時需要 `??`）"
        "或是/否（沒有時為否）。`progress.名稱` 是同一活動的計數器，已計入本次事件；`progress.名稱_before` 未計入。"),
    "functions": ("Functions", "函数", "函式"),
    "operators": ("Operators", "运算符", "運算子"),
    "literals": ("Values", "值的写法", "值的寫法"),
    "asked": ("What a value can be asked", "对值的提问", "對值的提問"),
    "limits": ("Limits", "限制", "限制"),
    "limits_text": (
        "At most {length} characters, {tokens} words and signs, brackets {brackets} deep, numbers with {whole} "
        "digits "
        "before the point and {fine} after it. No regular expressions, shifts or bytes; a list made entry by "
        "entry may "
        "not contain another. Numbers are calculated to 28 digits.",
        "最多 {length} 个字符、{tokens} 个词和符号、{brackets} 层括号；数字小数点前最多 {whole} 位，后最多 "
        "{fine} 位。"
        "没有正则表达式、移位和字节；逐项生成的列表里不能再嵌套一个。数字按 28 位计算。",
        "最多 {length} 個字元、{tokens} 個詞和符號、{brackets} 層括號；數字小數點前最多 {whole} 位，後最多 "
        "{fine} 位。"
        "沒有正規表示式、位移和位元組；逐項產生的清單裡不能再巢狀一個。數字按 28 位計算。"),
    "findings": ("What can be found", "检查结果", "檢查結果"),
    "findings_text": (
        "All findings of a rule are told at once, each with its place. Those marked △ are warnings.",
        "一条规则的所有问题会一次列出，并标明位置。标有 △ 的是警告。",
        "一條規則的所有問題會一次列出，並標明位置。標有 △ 的是警告。"),
    "word": ("word", "词语", "詞語"), "kind": ("kind", "类型", "類型"), "unit": ("unit", "单位", "單位"),
    "meaning": ("meaning", "含义", "含義"), "example": ("example", "示例", "範例"),
    "place": ("place", "位置", "位置"), "answer": ("answers", "结果", "結果"), "roots": ("words", "词语", "詞語"),
    "code": ("code", "代码", "代碼"), "written": ("written", "写法", "寫法"),
}

"""What the language has besides words: functions, operators, ways to write a value, what a value can be asked."""

from __future__ import annotations

from rules.vocabulary.shapes import Sign

FUNCTIONS = (
    Sign("$floor_to(x, step)", (
        "The largest multiple of step that is not above x.",
        "不大于 x 的 step 的最大倍数。",
        "不大於 x 的 step 的最大倍數。"), "$floor_to(event.amount, 50)"),
    Sign("$full_steps(x, step)", (
        "How many full steps fit into x.",
        "x 中包含多少个完整的 step。",
        "x 中包含多少個完整的 step。"), "20 * $min([5, $full_steps(event.amount, 100)])"),
    Sign("$ladder(x, [[from, value], …])", (
        "The value of the highest step that x has reached, 0 below the first.",
        "x 达到的最高一级的值；未达第一级时为 0。",
        "x 達到的最高一級的值；未達第一級時為 0。"), "$ladder(event.amount, [[100, 10], [300, 50], [500, 100]])"),
    Sign("$bracket(x, [[from, rate], …])", (
        "Each part of x times the rate of the bracket it lies in.",
        "x 的各段分别乘以所在区间的比率后相加。",
        "x 的各段分別乘以所在區間的比率後相加。"), "$bracket(event.amount, [[0, 1], [1000, 2]])"),
    Sign("$crossed(before, after, [[threshold, value], …])", (
        "The sum of the values of every threshold that lies above before and not above after.",
        "从 before 到 after 之间新达到的各门槛的值之和。",
        "從 before 到 after 之間新達到的各門檻的值之和。"),
        '$crossed(history.spend("month"), history.spend("month") + event.amount, [[500, 50], [1000, 150]])'),
    Sign("$round(x, places, way)", (
        "x rounded; places is 0 and way is half_up if left out; the others are half_even, floor and ceil.",
        "对 x 取整；places 默认为 0，way 默认为 half_up，另有 half_even、floor、ceil。",
        "對 x 進位；places 預設為 0，way 預設為 half_up，另有 half_even、floor、ceil。"),
        '$round(event.amount / 3, 2, "half_up")'),
    Sign("$abs(x)", ("x without its sign.", "x 的绝对值。", "x 的絕對值。"), "$abs(event.amount - 100)"),
    Sign("$min([…])", (
        "The smallest number of a list that is not empty.",
        "非空列表中的最小数。",
        "非空清單中的最小數。"), "$min([event.amount, 500])"),
    Sign("$max([…])", (
        "The largest number of a list that is not empty.",
        "非空列表中的最大数。",
        "非空清單中的最大數。"), "$max([0, event.amount - 20])"),
    Sign("$sum([…])", (
        "The sum of a list of numbers, 0 when it is empty.",
        "数字列表之和，空列表为 0。",
        "數字清單之和，空清單為 0。"), '$sum([l.amount for l in event.lines if l.brand == "Lumo"])'),
    Sign("$count(…)", (
        "How many entries a list or a set has.",
        "列表或集合有多少项。",
        "清單或集合有多少項。"), '$count([l for l in event.lines if l.category == "coffee"])'),
    Sign("$any([…])", (
        "Whether at least one condition of a list holds.",
        "列表中是否至少有一个条件成立。",
        "清單中是否至少有一個條件成立。"), "$any([l.amount >= 50 for l in event.lines])"),
    Sign("$all([…])", (
        "Whether every condition of a list holds; so it does for an empty list.",
        "列表中的条件是否全部成立；空列表视为成立。",
        "清單中的條件是否全部成立；空清單視為成立。"), "$all([l.quantity >= 1 for l in event.lines])"),
    Sign("$days_between(a, b)", (
        "Local calendar days from a to b, 0 on the same day, below 0 when b is earlier.",
        "从 a 到 b 的当地日历天数，同日为 0，b 更早时为负。",
        "從 a 到 b 的當地日曆天數，同日為 0，b 較早時為負。"),
        "$days_between(member.joined_at ?? event.occurred_at, event.occurred_at) <= 30"),
    Sign("$hours_between(a, b)", (
        "Hours that really passed from a to b, also over a change of clocks.",
        "从 a 到 b 实际经过的小时数，跨越时钟调整也准确。",
        "從 a 到 b 實際經過的小時數，跨越時鐘調整也準確。"),
        '$hours_between(history.last_at("transaction.completed", "AIR") ?? d"2000-01-01", event.occurred_at) <= 168'),
)

OPERATORS = (
    Sign("a and b, a or b, not a", (
        "Conditions joined; read from the left, and no further than needed.",
        "连接条件；从左到右判断，得出结果即止。",
        "連接條件；從左到右判斷，得出結果即止。"), "event.amount >= 50 and not member.birthday_month"),
    Sign("a == b, a != b", (
        "Same, not the same; both sides must be of one kind.",
        "相同、不相同；两边必须同类。",
        "相同、不相同；兩邊必須同類。"), 'event.channel != "web"'),
    Sign("a < b, a <= b, a > b, a >= b", (
        "Order of numbers, times, lengths of time or texts; they cannot be chained.",
        "比较数字、时间、时长或文字的大小；不能连写。",
        "比較數字、時間、時長或文字的大小；不能連寫。"), "event.amount >= 50 and event.amount < 100"),
    Sign("a in b, a not in b", (
        "Whether a is an entry of a list or a set, or a part of a text.",
        "a 是否为列表或集合中的一项，或文字的一部分。",
        "a 是否為清單或集合中的一項，或文字的一部分。"), 'member.tier in {"gold", "platinum"}'),
    Sign("a + b, a - b, a * b, a / b", (
        "Exact decimal arithmetic; times and lengths of time can be added and subtracted.",
        "精确的十进制运算；时间和时长也可加减。",
        "精確的十進位運算；時間和時長也可加減。"), "(event.amount - event.tax) * 2 / 5"),
    Sign("a // b, a % b", (
        "Whole part and rest of a division; both cut toward zero, so -7 // 2 is -3.",
        "除法的整数部分和余数；都向零截断，因此 -7 // 2 为 -3。",
        "除法的整數部分和餘數；都向零截斷，因此 -7 // 2 為 -3。"), "event.amount // 10"),
    Sign("a ** n", (
        "a to the power of a whole number from 0 to 9.",
        "a 的 0 至 9 次整数幂。",
        "a 的 0 至 9 次整數冪。"), "1.1 ** 2"),
    Sign("condition ? a : b", (
        "a when the condition holds, else b.",
        "条件成立时取 a，否则取 b。",
        "條件成立時取 a，否則取 b。"), 'member.tier == "gold" ? 2 : 1'),
    Sign("a ?? b", (
        "a, or b when a is absent; weaker than a comparison, so put it in brackets.",
        "取 a；a 为空时取 b。优先级低于比较，请加括号。",
        "取 a；a 為空時取 b。優先順序低於比較，請加括號。"), "(member.age ?? 0) >= 18"),
    Sign("a&.name, table&[key]", (
        "Like a.name and table[key], but absent when a or the entry is.",
        "同 a.name 和 table[key]，但 a 或该项不存在时为空。",
        "同 a.name 和 table[key]，但 a 或該項不存在時為空。"), '({"gold": 2, "platinum": 3}&[member.tier] ?? 1) * 10'),
    Sign("[entry for x in list if condition]", (
        "A list made entry by entry from another one, with or without a condition.",
        "由另一个列表逐项生成的列表，条件可省略。",
        "由另一個清單逐項產生的清單，條件可省略。"),
        '$sum([l.amount for l in event.lines if l.category == "tea"])'),
    Sign("a & b, a | b, a ^ b", (
        "What two sets share, what is in either, what is in only one.",
        "两个集合的交集、并集、只在其一的部分。",
        "兩個集合的交集、聯集、只在其一的部分。"), '(member.tags & {"student", "vip"}).length >= 1'),
)

LITERALS = (
    Sign('12, 0.05', ("Numbers.", "数字。", "數字。"), "event.amount * 0.05"),
    Sign('"text"', ("Texts.", "文字。", "文字。"), 'event.channel == "app"'),
    Sign("true, false", ("Yes and no.", "是与否。", "是與否。"), "member.birthday_today == true"),
    Sign("null", ("Absent.", "空值。", "空值。"), "member.birthday != null"),
    Sign('d"2026-03-31T18:00"', (
        "A time by the local clock of the event; with an offset (Z, +08:00), that very instant.",
        "以事件当地时钟为准的时间；带时差（Z、+08:00）时为该确切时刻。",
        "以事件當地時鐘為準的時間；帶時差（Z、+08:00）時為該確切時刻。"),
        'event.occurred_at < d"2026-03-31T18:00"'),
    Sign('t"P30D", t"PT168H"', (
        "A length of time: weeks, days, hours, minutes, seconds.",
        "时长：周、天、小时、分、秒。",
        "時長：週、天、小時、分、秒。"), 'event.occurred_at - (member.joined_at ?? event.occurred_at) <= t"P30D"'),
    Sign('{"a", "b"}, ["a", "b"]', (
        "A set and a list; all entries are of one kind.",
        "集合与列表；各项必须同类。",
        "集合與清單；各項必須同類。"), 'event.channel in {"app", "web"}'),
    Sign('{"a": 1, "b": 2}', (
        "A table from keys to values.",
        "从键到值的对照表。",
        "從鍵到值的對照表。"), '{"app": 2, "web": 1}&[event.channel] ?? 0'),
)

ASKED = (
    Sign("number.floor, number.ceiling", (
        "The next whole number below or above.",
        "向下或向上取整。",
        "無條件捨去或進位到整數。"), "(event.amount / 10).floor"),
    Sign("text.length, text.is_empty", (
        "How many characters; whether there are none.",
        "字符数；是否为空。",
        "字元數；是否為空。"), "event.channel.is_empty"),
    Sign("text.as_lower, text.as_upper", (
        "The text in small or in capital letters.",
        "转为小写或大写。",
        "轉為小寫或大寫。"), 'event.channel.as_lower == "app"'),
    Sign("text.starts_with(t), text.ends_with(t)", (
        "Whether the text begins or ends so.",
        "是否以此开头或结尾。",
        "是否以此開頭或結尾。"), 'event.reference.ends_with("-R")'),
    Sign("time.date", (
        "The midnight with which the day begins.",
        "当天零点。",
        "當天零點。"), 'event.occurred_at.date == d"2026-03-03"'),
    Sign("time.year, .month, .day, .hour, .minute, .second", (
        "Parts of a time as numbers.",
        "时间的各部分，均为数字。",
        "時間的各部分，均為數字。"), "event.occurred_at.minute < 30"),
    Sign("length.days", (
        "Full days of a length of time.",
        "时长中的整天数。",
        "時長中的整天數。"), "(event.occurred_at - (member.joined_at ?? event.occurred_at)).days >= 365"),
    Sign("list.length, list.is_empty, set.length, set.is_empty", (
        "How many entries; whether there are none.",
        "项数；是否为空。",
        "項數；是否為空。"), "event.lines.length >= 2"),
)

"""Sentences about a programme and its file, by the code of the finding: English, Simplified, Traditional Chinese.

The English ones stand for a code; a finding's own sentence says the same with the names of its place.
"""

from __future__ import annotations

from collections.abc import Mapping

FILE: Mapping[str, tuple[str, str, str]] = {
    "too_large": ("The file is too large.", "文件过大。", "檔案過大。"),
    "too_many_nodes": ("The file has too many parts.", "文件内容过多。", "檔案內容過多。"),
    "too_deep": ("It is nested too deep.", "嵌套层次过深。", "巢狀層次過深。"),
    "not_utf8": ("This is not UTF-8 from here on.", "从这里起不是 UTF-8 编码。", "從這裡起不是 UTF-8 編碼。"),
    "control_character": (
        "The character {sign} cannot stand here.",
        "这里不能有字符 {sign}。",
        "這裡不能有字元 {sign}。"),
    "empty_file": ("The file is empty.", "文件是空的。", "檔案是空的。"),
    "several_documents": ("There is more than one document.", "文件中有多个文档。", "檔案中有多份文件。"),
    "bad_yaml": ("This is not YAML: {problem}.", "这不是 YAML：{problem}。", "這不是 YAML：{problem}。"),
    "duplicate_key": ("A key stands here twice.", "同一个键写了两次。", "同一個鍵寫了兩次。"),
    "yaml_tag": ("Tags of YAML are not taken here.", "不支持 YAML 标签。", "不支援 YAML 標籤。"),
    "merge_key": ("Merge keys of YAML are not taken here.", "不支持 YAML 合并键。", "不支援 YAML 合併鍵。"),
    "bad_key": ("This cannot be a key.", "这不能作为键。", "這不能作為鍵。"),
    "unknown_alias": ("There is no such anchor.", "没有这个锚点。", "沒有這個錨點。"),
    "unknown_key": ("There is no key {key} here.", "这里没有键 {key}。", "這裡沒有鍵 {key}。"),
    "missing_key": ("It needs {key}.", "缺少 {key}。", "缺少 {key}。"),
    "empty_value": (
        "{key} has no value; leave the key out instead.",
        "{key} 没有值；不需要时请删掉这个键。",
        "{key} 沒有值；不需要時請刪掉這個鍵。"),
    "wrong_type": (
        "This is a {found}, which does not fit here.",
        "这里不能是“{found:sort}”。",
        "這裡不能是「{found:sort}」。"),
    "unknown_choice": (
        "{value} is not one of {words}.",
        "{value} 不是以下各项之一：{words}。",
        "{value} 不是以下各項之一：{words}。"),
    "unknown_locale": ("{value} is not a language known here.", "没有语言 {value}。", "沒有語言 {value}。"),
    "bad_code": (
        "{value} is not a code.",
        "{value} 不是代码：只能用字母、数字、_ 和 -；计数器只能用小写字母、数字和 _。",
        "{value} 不是代碼：只能用字母、數字、_ 和 -；計數器只能用小寫字母、數字和 _。"),
    "bad_money": (
        "{value} is not the code of a money, like CNY.",
        "{value} 不是货币代码，应如 CNY。",
        "{value} 不是貨幣代碼，應如 CNY。"),
    "bad_source": (
        "{value} is not seller, partner:<code> or pool:<code>.",
        "{value} 不是 seller、partner:<代码> 或 pool:<代码>。",
        "{value} 不是 seller、partner:<代碼> 或 pool:<代碼>。"),
    "bad_date": (
        "{value} is not a day, like 2026-03-01.",
        "{value} 不是日期，应如 2026-03-01；时间写当地时间。",
        "{value} 不是日期，應如 2026-03-01；時間寫當地時間。"),
    "bad_time": (
        "{value} is not a time of day, like 08:00.",
        "{value} 不是时刻，应如 08:00。",
        "{value} 不是時刻，應如 08:00。"),
    "bad_length": (
        "{value} is not a length of time, like 14 days.",
        "{value} 不是时长，应如 14 days。",
        "{value} 不是時長，應如 14 days。"),
    "bad_period": (
        "{value} is not a period, like month or 30 days.",
        "{value} 不是周期，应如 month 或 30 days。",
        "{value} 不是週期，應如 month 或 30 days。"),
    "bad_number": (
        "{value} is not a number for points or money.",
        "{value} 不能作为积分或金额的数字。",
        "{value} 不能作為點數或金額的數字。"),
    "out_of_range": ("The number is out of range: {limit}.", "数字超出范围：{limit}。", "數字超出範圍：{limit}。"),
    "too_long": ("It is longer than {limit} characters.", "超过 {limit} 个字符。", "超過 {limit} 個字元。"),
}

MEANING: Mapping[str, tuple[str, str, str]] = {
    "duplicate_code": ("The code {value} is used twice.", "代码 {value} 用了两次。", "代碼 {value} 用了兩次。"),
    "bad_attribute": (
        "No rule could name {value}.",
        "{value} 应写作 event.<名称> 或 member.<名称>，只用小写字母、数字和 _。",
        "{value} 應寫作 event.<名稱> 或 member.<名稱>，只用小寫字母、數字和 _。"),
    "unknown_reference": (
        "There is no {kind} {value}.",
        "没有{kind:reference} {value}。",
        "沒有{kind:reference} {value}。"),
    "missing_currency": (
        "The award of tier {value} needs an award_currency.",
        "等级 {value} 的奖励缺少 award_currency。",
        "等級 {value} 的獎勵缺少 award_currency。"),
    "missing_code": (
        "A {kind} needs a code that says which.",
        "{kind} 需要代码说明是哪一个。",
        "{kind} 需要代碼說明是哪一個。"),
    "missing_locale": (
        "There is no text in {locales}.",
        "缺少语言 {locales} 的文字。",
        "缺少語言 {locales} 的文字。"),
    "unknown_zone": (
        "{value} is not a time zone like Asia/Shanghai.",
        "{value} 不是时区，应如 Asia/Shanghai。",
        "{value} 不是時區，應如 Asia/Shanghai。"),
    "end_before_start": (
        "It ends before it starts, or is announced after.",
        "结束早于开始，或预告晚于开始。",
        "結束早於開始，或預告晚於開始。"),
    "empty_window": ("This window never opens.", "这个时段永远不会到来。", "這個時段永遠不會到來。"),
    "window_past": ("It was over at {value}.", "已于 {value} 结束。", "已於 {value} 結束。"),
    "bad_amount": (
        "{value} cannot be; at least {limit}.",
        "数字不能是 {value}；不得小于 {limit}，且须合乎其用途。",
        "數字不能是 {value}；不得小於 {limit}，且須合乎其用途。"),
    "percent_out_of_bounds": (
        "{value} percent is out of bounds.",
        "百分比 {value} 超出范围。",
        "百分比 {value} 超出範圍。"),
    "funding_sum": (
        "The shares make {value} percent, not 100.",
        "出资比例合计为 {value}%，不是 100%。",
        "出資比例合計為 {value}%，不是 100%。"),
    "duplicate_share": (
        "{value} pays two shares; write one.",
        "{value} 出资两次；请合并为一项。",
        "{value} 出資兩次；請合併為一項。"),
    "gaining_conversions": (
        "{steps} multiplies points by {factor}: an endless gain.",
        "{steps} 使积分变为 {factor} 倍，可以无限获利。",
        "{steps} 使點數變為 {factor} 倍，可以無限獲利。"),
    "unbounded_rate": (
        "Nothing says how much {steps} can gain.",
        "无法确定 {steps} 最多能获利多少；请限定上限，如 $min([80, …])。",
        "無法確定 {steps} 最多能獲利多少；請限定上限，如 $min([80, …])。"),
    "same_currency": ("{value} is converted into itself.", "{value} 兑换成了自己。", "{value} 兌換成了自己。"),
    "pays_nothing": ("{value} gives nothing.", "{value} 等于什么都不给。", "{value} 等於什麼都不給。"),
    "voucher_never_lapses": (
        "{value} gives points back when its voucher lapses, but none does; write voucher_days.",
        "{value} 规定券过期退还积分，但券永不过期；请写 voucher_days。",
        "{value} 規定券過期退還點數，但券永不過期；請寫 voucher_days。"),
    "budget_without_funding": (
        "The budget of {value} has nobody who pays it.",
        "活动 {value} 的预算没有出资方；请写在 funding 下。",
        "活動 {value} 的預算沒有出資方；請寫在 funding 下。"),
    "pool_currency": (
        "{pool} holds {currency}; give the bonus in it.",
        "{pool} 中是 {currency}；请用它发放奖励：currency: {currency}。",
        "{pool} 中是 {currency}；請用它發放獎勵：currency: {currency}。"),
    "budget_without_effect": (
        "{value} has a budget of points, but gives none.",
        "活动 {value} 有积分预算，但不发积分。",
        "活動 {value} 有點數預算，但不發點數。"),
    "cap_without_effect": ("This cap never bites.", "这个上限永远不会起作用。", "這個上限永遠不會起作用。"),
    "no_benefits": (
        "The campaign {value} gives nothing.",
        "活动 {value} 没有任何优惠；请添加 benefits。",
        "活動 {value} 沒有任何優惠；請加上 benefits。"),
    "never_pays": (
        "The campaign {value} never pays.",
        "活动 {value} 的条件永远不成立；要停用请设为 paused。",
        "活動 {value} 的條件永遠不成立；要停用請設為 paused。"),
    "lane_tie": (
        "Another campaign of the lane {lane} has the priority {value}: {other}.",
        "分组 {lane} 中只取第一个，但 {other} 的优先级也是 {value}。",
        "群組 {lane} 中只取第一個，但 {other} 的優先順序也是 {value}。"),
    "unused_lane": ("No campaign is in the lane {value}.", "分组 {value} 中没有活动。", "群組 {value} 中沒有活動。"),
    "unreachable_tier": (
        "Nobody can reach or stay in this tier.",
        "没有人能升到或停留在这个等级。",
        "沒有人能升到或停留在這個等級。"),
    "unread_counter": (
        "No rule reads progress.{value}.",
        "没有规则用到 progress.{value}。",
        "沒有規則用到 progress.{value}。"),
}

EXAMPLES: Mapping[str, tuple[str, str, str]] = {
    "example_failed": (
        "{example}: {difference}",
        "示例“{example}”不成立：{difference}",
        "範例「{example}」不成立：{difference}"),
    "example_wrong_value": (
        "Expected {expected}, got {got}.",
        "应为 {expected}，实为 {got}。",
        "應為 {expected}，實為 {got}。"),
    "example_unknown_name": ("There is no {kind} {name}.", "没有 {name}（{kind}）。", "沒有 {name}（{kind}）。"),
    "example_which_currency": ("Name the currency.", "请写明是哪种积分。", "請寫明是哪種點數。"),
    "example_one_verb": ("One verb a step.", "每一步只能有一个动作。", "每一步只能有一個動作。"),
    "example_no_time": ("Say when.", "请写明时间：at: 2026-03-03 09:15。", "請寫明時間：at: 2026-03-03 09:15。"),
    "example_time_backwards": (
        "It is received before the step above it.",
        "收到的时间早于上一步。",
        "收到的時間早於上一步。"),
    "example_which_member": ("Name the member.", "请写明是哪位会员。", "請寫明是哪位會員。"),
}

PROGRAMME: Mapping[str, tuple[str, str, str]] = {**FILE, **MEANING, **EXAMPLES}

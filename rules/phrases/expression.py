"""Sentences about one expression, by the code of the finding: English, Simplified, Traditional Chinese."""

from __future__ import annotations

from collections.abc import Mapping

READING: Mapping[str, tuple[str, str, str]] = {
    "empty": (
        "The expression is empty.",
        "表达式是空的。",
        "運算式是空的。"),
    "too_long": (
        "The expression has {length} characters; at most {limit} are allowed.",
        "表达式有 {length} 个字符，最多允许 {limit} 个。",
        "運算式有 {length} 個字元，最多允許 {limit} 個。"),
    "too_many_signs": (
        "The expression has {count} words and signs; at most {limit} are allowed.",
        "表达式有 {count} 个词和符号，最多允许 {limit} 个。",
        "運算式有 {count} 個詞和符號，最多允許 {limit} 個。"),
    "too_nested": (
        "Brackets are nested more than {limit} deep.",
        "括号嵌套超过 {limit} 层。",
        "括號巢狀超過 {limit} 層。"),
    "too_deep": (
        "The expression is built more than {limit} levels deep; use a list with `in` instead of many `or`.",
        "表达式的层次超过 {limit} 层；请用 `in` 加列表代替许多 `or`。",
        "運算式的層次超過 {limit} 層；請用 `in` 加清單代替許多 `or`。"),
    "bad_sign": (
        "`{sign}` is not part of the rule language.",
        "规则语言中没有 `{sign}`。",
        "規則語言中沒有 `{sign}`。"),
    "meant_sign": (
        "`{sign}` is written `{meant}` in a rule.",
        "规则中应把 `{sign}` 写作 `{meant}`。",
        "規則中應把 `{sign}` 寫作 `{meant}`。"),
    "unclosed_text": (
        "A text begins here, but its closing quotation mark is missing.",
        "这里开始的文字缺少结束引号。",
        "這裡開始的文字缺少結束引號。"),
    "reserved_word": (
        "`{sign}` cannot be used; write `condition ? value : other value`.",
        "不能使用 `{sign}`；请写成 `条件 ? 值 : 另一个值`。",
        "不能使用 `{sign}`；請寫成 `條件 ? 值 : 另一個值`。"),
    "breaks_off": (
        "The expression breaks off here. What can follow: {listing:expected}",
        "表达式在这里中断。后面可以是：{listing:expected}",
        "運算式在這裡中斷。後面可以是：{listing:expected}"),
    "unexpected": (
        "`{token}` cannot stand here. What can: {listing:expected}",
        "`{token}` 不能放在这里。这里可以是：{listing:expected}",
        "`{token}` 不能放在這裡。這裡可以是：{listing:expected}"),
    "chained": (
        "Comparisons cannot be chained with `{token}`; join two of them with `and`.",
        "比较不能用 `{token}` 连写；请用 `and` 连接两个比较。",
        "比較不能用 `{token}` 連寫；請用 `and` 連接兩個比較。"),
    "refused_operator": (
        "The operator `{operator}` may not be used in rules.",
        "规则中不允许使用运算符 `{operator}`。",
        "規則中不允許使用運算子 `{operator}`。"),
    "power": (
        "`**` needs a whole number from 0 to 9, written out, on its right: `{text}`.",
        "`**` 右边必须直接写 0 到 9 的整数：`{text}`。",
        "`**` 右邊必須直接寫 0 到 9 的整數：`{text}`。"),
    "refused_function": (
        "`{name}` may not be used: a rule sees only the facts it is given.",
        "不能使用 `{name}`：规则只能看到给定的事实。",
        "不能使用 `{name}`：規則只能看到給定的事實。"),
    "refused_value": (
        "`{text}` is not a value that rules can use.",
        "`{text}` 不是规则可用的值。",
        "`{text}` 不是規則可用的值。"),
    "number_too_large": (
        "`{text}` has too many digits: at most {whole} before the point and {fine} after it.",
        "`{text}` 位数太多：小数点前最多 {whole} 位，后最多 {fine} 位。",
        "`{text}` 位數太多：小數點前最多 {whole} 位，後最多 {fine} 位。"),
    "nested_lists": (
        "A list that is made entry by entry may not contain another one.",
        "逐项生成的列表里不能再嵌套一个这样的列表。",
        "逐項產生的清單裡不能再巢狀一個這樣的清單。"),
    "unreadable": (
        "`{text}` cannot be understood.",
        "无法理解 `{text}`。",
        "無法理解 `{text}`。"),
}

WORDS: Mapping[str, tuple[str, str, str]] = {
    "unknown_word": (
        "`{word}` is not a word of the rule language.",
        "规则语言中没有 `{word}` 这个词。",
        "規則語言中沒有 `{word}` 這個詞。"),
    "word_not_here": (
        "`{word}` cannot be used in {place:place}.",
        "`{word}` 不能用在{place:place}中。",
        "`{word}` 不能用在{place:place}中。"),
    "undeclared_attribute": (
        "`{word}` is not declared; add it to the attributes of the programme first.",
        "`{word}` 尚未声明；请先把它加入计划的属性。",
        "`{word}` 尚未宣告；請先把它加入計畫的屬性。"),
    "unknown_counter": (
        "`{word}` is not a counter of this campaign.",
        "`{word}` 不是本活动的计数器。",
        "`{word}` 不是本活動的計數器。"),
    "unknown_function": (
        "There is no function `{word}`.",
        "没有函数 `{word}`。",
        "沒有函式 `{word}`。"),
    "unknown_method": (
        "`.{name}` cannot be asked of {kind:kind}.",
        "{kind:kind}没有 `.{name}`。",
        "{kind:kind}沒有 `.{name}`。"),
    "needs_brackets": (
        "`{text}` needs brackets with its arguments.",
        "`{text}` 后面要加括号并写上参数。",
        "`{text}` 後面要加括號並寫上參數。"),
    "not_called": (
        "`{text}` takes no brackets.",
        "`{text}` 后面不能加括号。",
        "`{text}` 後面不能加括號。"),
    "not_a_value": (
        "`{text}` is a group of words, not a value; name one of its words after a point.",
        "`{text}` 是一组词，不是值；请在点号后写出其中一个词。",
        "`{text}` 是一組詞，不是值；請在點號後寫出其中一個詞。"),
    "hides_word": (
        "`{name}` is already a word here; give the variable another name.",
        "`{name}` 在这里已是一个词；请给变量换个名字。",
        "`{name}` 在這裡已是一個詞；請替變數換個名字。"),
    "argument_count": (
        "The number of arguments of `{name}` is {wanted}, not {count}.",
        "`{name}` 的参数个数是 {wanted}，而不是 {count}。",
        "`{name}` 的參數個數是 {wanted}，而不是 {count}。"),
    "argument_kind": (
        "Argument {position} of `{name}` must be {wanted:kind}, not {kind:kind}.",
        "`{name}` 的第 {position} 个参数应为{wanted:kind}，而不是{kind:kind}。",
        "`{name}` 的第 {position} 個參數應為{wanted:kind}，而不是{kind:kind}。"),
    "argument_not_written_out": (
        "Argument {position} of `{name}` must be a text written out, so that what to remember is known beforehand.",
        "`{name}` 的第 {position} 个参数必须是直接写出的文字，这样才能预先知道要记录什么。",
        "`{name}` 的第 {position} 個參數必須是直接寫出的文字，這樣才能預先知道要記錄什麼。"),
    "unknown_value": (
        "“{value}” is not a known {values:values}; `{word}` can never be that.",
        "“{value}”不是已知的{values:values}，`{word}` 不可能取这个值。",
        "「{value}」不是已知的{values:values}，`{word}` 不可能是這個值。"),
    "bad_window": (
        "“{value}” is not a length of the past; write `30 days`, `168 hours`, `12 months`, `month` or `lifetime`.",
        "“{value}”不是有效的时间范围；请写 `30 days`、`168 hours`、`12 months`、`month` 或 `lifetime`。",
        "「{value}」不是有效的時間範圍；請寫 `30 days`、`168 hours`、`12 months`、`month` 或 `lifetime`。"),
    "bad_time": (
        "`{text}` is not a time; write `d\"2026-01-31\"` or `d\"2026-01-31T18:00\"`.",
        "`{text}` 不是有效的时间；请写 `d\"2026-01-31\"` 或 `d\"2026-01-31T18:00\"`。",
        "`{text}` 不是有效的時間；請寫 `d\"2026-01-31\"` 或 `d\"2026-01-31T18:00\"`。"),
    "bad_length": (
        "`{text}` is not a length of time; write `t\"P30D\"` or `t\"PT168H\"`.",
        "`{text}` 不是有效的时长；请写 `t\"P30D\"` 或 `t\"PT168H\"`。",
        "`{text}` 不是有效的時長；請寫 `t\"P30D\"` 或 `t\"PT168H\"`。"),
    "bad_number": (
        "`{text}` is not a number; write it without leading zeros.",
        "`{text}` 不是有效的数字；请不要以零开头。",
        "`{text}` 不是有效的數字；請不要以零開頭。"),
    "bad_text": (
        "`{text}` holds a backslash sequence that does not exist; write `\\\\` for a backslash.",
        "`{text}` 含有无效的反斜杠写法；反斜杠请写作 `\\\\`。",
        "`{text}` 含有無效的反斜線寫法；反斜線請寫作 `\\\\`。"),
}

KINDS: Mapping[str, tuple[str, str, str]] = {
    "may_be_absent": (
        "`{text}` may be absent; say with `??` what counts then.",
        "`{text}` 可能为空；请用 `??` 说明为空时取什么值。",
        "`{text}` 可能為空；請用 `??` 說明為空時取什麼值。"),
    "never_absent": (
        "`{text}` is always there, so asking whether it is absent decides nothing.",
        "`{text}` 总有值，判断它是否为空没有意义。",
        "`{text}` 總有值，判斷它是否為空沒有意義。"),
    "brackets_needed": (
        "`??` binds weaker than a comparison; put `{meant}` in brackets: `{text}`.",
        "`??` 的优先级低于比较；请加括号写成 `{meant}`：`{text}`。",
        "`??` 的優先順序低於比較；請加括號寫成 `{meant}`：`{text}`。"),
    "wrong_operands": (
        "`{operator}` cannot join {left:kind} and {right:kind}.",
        "`{operator}` 不能用于{left:kind}和{right:kind}。",
        "`{operator}` 不能用於{left:kind}和{right:kind}。"),
    "wrong_operand": (
        "`{operator}` cannot be applied to {kind:kind}.",
        "`{operator}` 不能用于{kind:kind}。",
        "`{operator}` 不能用於{kind:kind}。"),
    "different_kinds": (
        "`{operator}` compares {left:kind} with {right:kind}; they are never the same.",
        "`{operator}` 比较的是{left:kind}和{right:kind}，两者永远不会相同。",
        "`{operator}` 比較的是{left:kind}和{right:kind}，兩者永遠不會相同。"),
    "not_a_condition": (
        "`{text}` is {kind:kind}, not a condition; compare it with something.",
        "`{text}` 是{kind:kind}，不是条件；请把它与某个值比较。",
        "`{text}` 是{kind:kind}，不是條件；請把它與某個值比較。"),
    "different_choices": (
        "Both sides of `:` must be of one kind; here {left:kind} and {right:kind}.",
        "`:` 两边必须是同一类；这里是{left:kind}和{right:kind}。",
        "`:` 兩邊必須是同一類；這裡是{left:kind}和{right:kind}。"),
    "different_entries": (
        "All entries must be of one kind; after {left:kind} here comes {right:kind}.",
        "各项必须是同一类；前面是{left:kind}，这里却是{right:kind}。",
        "各項必須是同一類；前面是{left:kind}，這裡卻是{right:kind}。"),
    "not_a_list": (
        "A list is needed here, but `{text}` is {kind:kind}.",
        "这里需要列表，而 `{text}` 是{kind:kind}。",
        "這裡需要清單，而 `{text}` 是{kind:kind}。"),
    "sets_have_no_order": (
        "`{text}` is a set, whose entries have no order; ask for one with `in`, or join sets with `&` and `|`.",
        "`{text}` 是集合，其中各项没有顺序；请用 `in` 查询，或用 `&`、`|` 组合集合。",
        "`{text}` 是集合，其中各項沒有順序；請用 `in` 查詢，或用 `&`、`|` 組合集合。"),
    "entry_may_be_absent": (
        "`{text}` fails when there is no such entry; write `&[` and say with `??` what counts then.",
        "没有对应项时 `{text}` 会出错；请用 `&[` 并以 `??` 说明此时取什么值。",
        "沒有對應項目時 `{text}` 會出錯；請用 `&[` 並以 `??` 說明此時取什麼值。"),
    "no_result": (
        "`{text}` has no result, as when dividing by zero.",
        "`{text}` 没有结果，例如除以零。",
        "`{text}` 沒有結果，例如除以零。"),
    "result_kind": (
        "`{text}` is {kind:kind}, but {place:place} needs {wanted:kind}.",
        "`{text}` 是{kind:kind}，而{place:place}需要{wanted:kind}。",
        "`{text}` 是{kind:kind}，而{place:place}需要{wanted:kind}。"),
}

LINTS: Mapping[str, tuple[str, str, str]] = {
    "always_true": (
        "`{text}` is always true.",
        "`{text}` 永远成立。",
        "`{text}` 永遠成立。"),
    "always_false": (
        "`{text}` is never true.",
        "`{text}` 永远不成立。",
        "`{text}` 永遠不成立。"),
    "window_past": (
        "`{text}` can only hold before {day}, which is past.",
        "`{text}` 只能在 {day} 之前成立，而那已经过去。",
        "`{text}` 只能在 {day} 之前成立，而那已經過去。"),
    "not_narrowed": (
        "Nothing narrows this rule, so every event looks at it; compare a word with a value, such as a partner.",
        "没有条件缩小范围，每个事件都要检查这条规则；请把某个词与直接写出的值比较，例如合作伙伴。",
        "沒有條件縮小範圍，每個事件都要檢查這條規則；請把某個詞與直接寫出的值比較，例如合作夥伴。"),
}

SENTENCES: Mapping[str, tuple[str, str, str]] = {**READING, **WORDS, **KINDS, **LINTS}

"""What is said of an example that went otherwise than expected: English, Simplified, Traditional Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rules.programme import LOCALES

Say = Callable[..., str]
"""``say(phrase, name=…)``: the phrase in one locale, filled."""

PHRASES: Mapping[str, tuple[str, str, str]] = {
    "unlike": ("{what}: expected {expected}, got {got}", "{what}：应为 {expected}，实为 {got}",
               "{what}：應為 {expected}，實為 {got}"),
    "because": ("{said}: {why}", "{said}：{why}", "{said}：{why}"),
    "none": ("none", "无", "無"),
    "nothing_paid": ("nothing paid", "没有发放", "沒有發放"),
    "unlimited": ("unlimited", "不限", "不限"),
    "points": ("{member} {currency} at {time}", "{member} 的 {currency}（{time}）", "{member} 的 {currency}（{time}）"),
    "clawback": ("{member} {currency} clawed back at {time}", "{member} 被收回的 {currency}（{time}）",
                 "{member} 被收回的 {currency}（{time}）"),
    "award": ("{member} at {time}: {rule} paid {got} instead of {expected}",
              "{member}（{time}）：{rule} 发放 {got}，应为 {expected}",
              "{member}（{time}）：{rule} 發放 {got}，應為 {expected}"),
    "whys": (" ({whys})", "（{whys}）", "（{whys}）"),
    "rule_paid": ("{rule} paid {points}", "{rule} 发放 {points}", "{rule} 發放 {points}"),
    "rule_said": ("{rule} said {why}", "{rule} 未发放：{why}", "{rule} 未發放：{why}"),
    "paid": ("paid {points}", "发放 {points}", "發放 {points}"),
    "change": ("{points} at {time}", "{time} {points}", "{time} {points}"),
    "funding": ("{payer} for {rule} at {time}",
                "{payer} 为 {rule} 承担（{time}）", "{payer} 為 {rule} 負擔（{time}）"),
    "refusal": ("{rule} at {time}: expected the refusal {why}, got {got}",
                "{rule}（{time}）：应以 {why} 为由不发放，实为 {got}",
                "{rule}（{time}）：應以 {why} 為由不發放，實為 {got}"),
    "discount": ("discount at {time}", "折扣（{time}）", "折扣（{time}）"),
    "discount_of": ("discount of {rule} at {time}", "{rule} 的折扣（{time}）", "{rule} 的折扣（{time}）"),
    "granted": ("{code} granted at {time}", "获得 {code}（{time}）", "獲得 {code}（{time}）"),
    "status": ("status at {time}", "状态（{time}）", "狀態（{time}）"),
    "error": ("error at {time}", "错误（{time}）", "錯誤（{time}）"),
    "findings": ("findings at {time}", "检查结果（{time}）", "檢查結果（{time}）"),
    "balance": ("{member} {currency} balance", "{member} 的 {currency} 余额", "{member} 的 {currency} 餘額"),
    "pending": ("{member} {currency} pending", "{member} 待解锁的 {currency}", "{member} 待解鎖的 {currency}"),
    "held": ("{member} {currency} held", "{member} 预留的 {currency}", "{member} 預留的 {currency}"),
    "owed": ("{member} {currency} owed", "{member} 欠下的 {currency}", "{member} 積欠的 {currency}"),
    "lots": ("{member} lots", "{member} 的积分批次", "{member} 的點數批次"),
    "expires": ("expires {day}", "{day} 到期", "{day} 到期"),
    "available": ("available {day}", "{day} 起可用", "{day} 起可用"),
    "tier": ("{member} tier", "{member} 的等级", "{member} 的等級"),
    "growth": ("{member} growth", "{member} 的成长值", "{member} 的成長值"),
    "qualifying": ("{member} qualifying points", "{member} 的定级积分", "{member} 的定級點數"),
    "tags": ("{member} tags", "{member} 的标签", "{member} 的標籤"),
    "budget": ("budget of {campaign}", "{campaign} 的预算", "{campaign} 的預算"),
    "settlement": ("settlement of {partner}", "{partner} 的结算", "{partner} 的結算"),
    "unlawful": ("{place}: the books do not hold: {finding}",
                 "{place}：账目不成立：{finding}", "{place}：帳目不成立：{finding}"),
    "no_reason": ("{place}: entry {entry} names no reason", "{place}：分录 {entry} 没有写明原因",
                  "{place}：分錄 {entry} 沒有寫明原因"),
    "dry_run": ("{place}: a dry run said otherwise", "{place}：试算的结果不同", "{place}：試算的結果不同"),
    "repeated": ("{place}: reported again, it was {status} and changed the books",
                 "{place}：再次上报时状态为 {status}，并改动了账目",
                 "{place}：再次回報時狀態為 {status}，並更動了帳目"),
    "not_the_same": ("the same events once more gave other books", "同样的事件再来一遍，账目不同",
                     "同樣的事件再來一遍，帳目不同"),
}


def saying(locale: str) -> Say:
    """Says phrases in a locale. Raises ``ValueError`` for a locale there is none of."""
    at = LOCALES.index(locale)

    def say(phrase: str, **data: object) -> str:
        return PHRASES[phrase][at].format(**data)
    return say
